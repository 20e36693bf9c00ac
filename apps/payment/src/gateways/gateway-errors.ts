/** Safe to log: says where it went wrong, never what was sent. */
export type GatewayTrouble =
  | 'time_out'
  | 'connection_lost'
  | 'connection_refused'
  | 'server_error'
  | 'key_in_use'
  | 'key_used_otherwise'
  | 'rate_limited'
  | 'credentials_refused'
  | 'unreadable_answer';

/** The request may have moved money: time-out, reset, a 5xx after sending, or the key is busy. Ask `findCharge`. */
export class GatewayOutcomeUnknown extends Error {
  constructor(readonly trouble: GatewayTrouble) {
    super(`The gateway's answer is not known (${trouble}).`);
    this.name = 'GatewayOutcomeUnknown';
  }
}

/** The call surely moved no money: it never reached the gateway, or was turned away at its door. Worth a retry. */
export class GatewayUnavailable extends Error {
  constructor(readonly trouble: GatewayTrouble) {
    super(`The gateway cannot be used at the moment (${trouble}).`);
    this.name = 'GatewayUnavailable';
  }
}
