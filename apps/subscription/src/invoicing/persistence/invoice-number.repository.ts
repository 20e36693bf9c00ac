import { Injectable } from '@nestjs/common';
import { InvariantBroken } from '@libs/errors';
import { Database } from '@libs/persistence';

const NEXT = `
  INSERT INTO invoice_number_sequence (year, last_number) VALUES ($1, 1)
  ON CONFLICT (year) DO UPDATE SET last_number = invoice_number_sequence.last_number + 1
  RETURNING last_number`;

/** The series of invoice numbers, one row a year. */
@Injectable()
export class InvoiceNumberRepository {
  constructor(private readonly database: Database) {}

  /**
   * The next number of a year's series. Holds the row until the transaction ends, so that a rollback gives the number
   * back and no gap is left; take it as the last thing before the writes that need it.
   */
  async next(year: number): Promise<number> {
    if (!this.database.inTransaction) throw new InvariantBroken('an invoice number is taken in its transaction');
    const [row] = await this.database.named<{ last_number: number }>('invoice_number_next', NEXT, [year]);
    return (row as { last_number: number }).last_number;
  }
}
