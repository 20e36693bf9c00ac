/** Documents beside the mails of other rooms. */
export { RenderInvoice } from './use-cases/render-invoice';
export { cardName } from './mails/card-name';
export { pdfOf } from './mails/pdf-attachment';
