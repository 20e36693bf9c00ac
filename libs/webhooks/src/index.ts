export { postSigned, type SignedPostAnswer, type SignedPostOptions } from './post-signed';
export {
  SIGNATURE_HEADER,
  signWebhook,
  TIMESTAMP_HEADER,
  TOLERANCE_SECONDS,
  verifyWebhook,
  type SignatureHeaders,
  type SignatureRefusal,
  type WebhookToVerify,
} from './webhook-signature';
