"""The ideas that wrong options stand for (`confuses`), in words.

An id is made of words in lower case; its name is spelled as AWS and its users do.
"""

import re

# Whatever is neither here nor below stands as it is in the id.
NAMES = """
    ABAC ACL ACM AD ALB AMI API APIs ARN ARNs ASG AWS CD CDK CI CLI CNAME CORS CPU CRUD
    DAX DB DHCP DLQ DMS DNS EBS EC2 ECR ECS EFS EKS ELB EMR ENI ESM FIFO FIS GSI
    HMAC HTTP HTTPS IA IAM ID IMDS IMDSv1 IMDSv2 IP KCL KMS MFA MACsec NACL NAT NLB
    OAC PII POSIX RAM RDS RMAN S3 SAM SAML SAR SCP SDK SES SFTP SMTP SNI SNS SQS SSE
    SSH SSM STS SigV4 TCP TLS TTL URL URLs UUID VPC VPN WAF XFF YAML Amplify
    AppConfig AppSpec AppSync ApplicationStop Athena Aurora Beanstalk Bedrock Cedar
    Cloud9 CloudFormation CloudFront CloudHSM CloudShell CloudTrail CloudWatch
    CodeArtifact CodeBuild CodeCommit CodeConnections CodeDeploy CodePipeline
    Cognito Comprehend Copilot DataSync DependsOn Docker DocumentDB DynamoDB
    ElastiCache EventBridge FSx Fargate Firehose Flink GetRecords Git Glacier Glue
    GuardDuty IfExists Inspector Java Kinesis Lambda Lustre Macie MediaConvert
    Memcached MemoryDB Microsoft MongoDB Mountpoint NoEcho NoValue OpenSearch
    OpenTelemetry OpenZFS Oracle Organizations Outposts PartiQL PolicyArn
    PrivateLink PutRecords Redshift Region ResultPath StackSets Valkey VpcSourceIp
    Wavelength WebSocket Windows
"""
PHRASES = """
    API Gateway, App Runner, Auto Scaling, Client VPN, CloudFront Functions,
    CloudTrail Insights, CloudTrail Lake, CloudWatch Logs, Compute Optimizer,
    Container Insights, Control Tower, Data Exchange, Direct Connect, DSSE-KMS,
    Elastic Beanstalk, Elastic IP, Glacier Flexible Retrieval, Glacier Instant
    Retrieval, Global Accelerator, IAM Access Analyzer, IAM Identity Center,
    Intelligent-Tiering, Kinesis Data Streams, Network Firewall, Object Lock, One
    Zone-IA, Origin Shield, Parameter Store, Patch Manager, Performance Insights,
    Reserved Instance, Savings Plan, Secrets Manager, Security Hub, Service Catalog,
    Session Manager, Spot Instance, SSE-C, SSE-KMS, SSE-S3, SSE-SQS, Standard-IA,
    Step Functions, Storage Gateway, Storage Lens, Transfer Family, Transit Gateway,
    Trusted Advisor, Multi-AZ, Single-AZ, X-Forwarded-Proto, client-side,
    cross-account, cross-zone, multi-Region, on-demand, point-in-time, self-managed,
    single-Region
"""
ODD = {
    "a record": "A record",
    "apigateway": "API Gateway",
    "base64": "Base64",
    "cfn": "CloudFormation",
    "cmd": "CMD",
    "ebextensions": ".ebextensions",
    "entrypoint": "ENTRYPOINT",
    "http 504": "HTTP 504",
    "lambda at edge": "Lambda@Edge",
    "m out of n": "M out of N",
    "max io": "max I/O",
    "n plus one": "N + 1",
    "payload format 2 0": "payload format 2.0",
    "pg hba conf": "pg_hba.conf",
    "reencrypt": "ReEncrypt",
    "route53": "Route 53",
    "sfn": "Step Functions",
    "taskdef": "task definition",
    "xray": "X-Ray",
}
KEPT = [*NAMES.split(), *" ".join(PHRASES.split()).split(", ")]
# Words of an id, with spaces between them → how they are written.
WRITTEN = {name.lower().replace("-", " "): name for name in KEPT} | ODD
# The longest first, so that a phrase wins over its words.
KNOWN = re.compile(rf"\b(?:{'|'.join(sorted(WRITTEN, key=len, reverse=True))})\b")
BETWEEN = " vs "


def in_words(idea: str) -> str:
    """`kms-data-key-pairs` → `KMS data key pairs`."""
    return KNOWN.sub(lambda found: WRITTEN[found[0]], idea.replace("-", " "))


def both_sides(idea: str) -> tuple[str, str] | None:
    """`ci-vs-cd` → `("CI", "CD")`; None for an idea that is one thing."""
    one, _, other = in_words(idea).partition(BETWEEN)
    return (one, other) if other else None
