/* The state of one question, as the API tells it and as this browser keeps it. */
const BLANK = { response: null, flagged: false, struck: [], confidence: null, epoch: 0, seq: 0 };

export function blank(position) {
  return { ...BLANK, position };
}

export function answerOf({ position, response, flagged, struck, confidence, epoch, seq }) {
  return { position, response, flagged, struck: struck ?? [], confidence: confidence || null, epoch, seq };
}

/* The greatest (epoch, seq) wins, whatever came first. */
export function isLater(row, held) {
  return row.epoch > held.epoch || (row.epoch === held.epoch && row.seq > held.seq);
}
