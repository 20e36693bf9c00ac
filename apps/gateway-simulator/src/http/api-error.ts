interface ApiErrorBody {
  type: string;
  message: string;
  code?: string;
  decline_code?: string;
  param?: string;
}

/** A refusal in Stripe's shape that changes nothing and is not remembered under the idempotency key. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly error: ApiErrorBody,
  ) {
    super(error.message);
  }

  get body(): { error: ApiErrorBody } {
    return { error: this.error };
  }

  static invalid(message: string, param?: string, code?: string): ApiError {
    return new ApiError(400, {
      type: 'invalid_request_error',
      message,
      ...(param && { param }),
      ...(code && { code }),
    });
  }

  static missing(param: string): ApiError {
    return ApiError.invalid(`Missing required param: ${param}.`, param, 'parameter_missing');
  }

  static notFound(kind: string, id: string, param = 'id'): ApiError {
    const message = `No such ${kind}: '${id}'`;
    return new ApiError(404, { type: 'invalid_request_error', code: 'resource_missing', message, param });
  }

  static card(code: string, message: string, param?: string): ApiError {
    return new ApiError(402, { type: 'card_error', code, message, ...(param && { param }) });
  }
}
