"""Parametric questions: pure functions of a seed, registered by name.

A draw reads like its question: numbers, stem, answer, and each mistake with its reason.
Nearly all of its lines are words of the question, so it stays whole, however long.
"""

from collections.abc import Callable

from questions.generators import (
    auto_scaling_counts,
    backoff_waits,
    batch_counts,
    beanstalk_rollout,
    cache_hits,
    cidr_arithmetic,
    cloudwatch_evaluation,
    codedeploy_shift,
    dynamodb_capacity,
    dynamodb_indexes,
    dynamodb_transactions,
    ebs_performance,
    ecs_rolling_update,
    iam_policy_evaluation,
    kinesis_readers,
    kinesis_shards,
    kms_requests,
    lambda_concurrency,
    lambda_cost,
    network_reachability,
    retry_timing,
    route53_weights,
    s3_access,
    s3_multipart,
    s3_request_rates,
    sqs_fifo_throughput,
    sqs_timing,
    xray_sampling,
)
from questions.generators.variant import Variant, VariantOption

GENERATORS: dict[str, Callable[[int], Variant]] = {
    "auto-scaling-counts": auto_scaling_counts.draw,
    "backoff-waits": backoff_waits.draw,
    "batch-counts": batch_counts.draw,
    "beanstalk-rollout": beanstalk_rollout.draw,
    "cache-hits": cache_hits.draw,
    "cidr-arithmetic": cidr_arithmetic.draw,
    "cloudwatch-evaluation": cloudwatch_evaluation.draw,
    "codedeploy-shift": codedeploy_shift.draw,
    "dynamodb-capacity": dynamodb_capacity.draw,
    "dynamodb-indexes": dynamodb_indexes.draw,
    "dynamodb-transactions": dynamodb_transactions.draw,
    "ebs-performance": ebs_performance.draw,
    "ecs-rolling-update": ecs_rolling_update.draw,
    "iam-policy-evaluation": iam_policy_evaluation.draw,
    "kinesis-readers": kinesis_readers.draw,
    "kinesis-shards": kinesis_shards.draw,
    "kms-requests": kms_requests.draw,
    "lambda-concurrency": lambda_concurrency.draw,
    "lambda-cost": lambda_cost.draw,
    "network-reachability": network_reachability.draw,
    "retry-timing": retry_timing.draw,
    "route53-weights": route53_weights.draw,
    "s3-access": s3_access.draw,
    "s3-multipart": s3_multipart.draw,
    "s3-request-rates": s3_request_rates.draw,
    "sqs-fifo-throughput": sqs_fifo_throughput.draw,
    "sqs-timing": sqs_timing.draw,
    "xray-sampling": xray_sampling.draw,
}

__all__ = ["GENERATORS", "Variant", "VariantOption"]
