export type InputErrorCode =
  | "bad-rule-set"
  | "bad-basket"
  | "bad-context"
  /** Basket and rule set are each in order, and in two currencies. */
  | "other-currency";

/** What came in can't be used. `path` says where ("promotions[3].mechanics[0].percent"), the message what to do. */
export class EngineInputError extends Error {
  readonly code: InputErrorCode;
  readonly path: string;
  constructor(code: InputErrorCode, path: string, message: string) {
    super(path === "" ? message : `${message} (at ${path})`);
    this.name = "EngineInputError";
    this.code = code;
    this.path = path;
  }
}
