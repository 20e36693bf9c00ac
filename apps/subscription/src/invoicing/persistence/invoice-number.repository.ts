import { Injectable } from '@nestjs/common';
import { InvariantBroken } from '@libs/errors';
import { Database } from '@libs/persistence';

const TAKE = `
  INSERT INTO invoice_number_sequence (year, last_number) VALUES ($1, $2)
  ON CONFLICT (year) DO UPDATE SET last_number = invoice_number_sequence.last_number + $2
  RETURNING last_number`;
const TAKE_FOR_NOTE = `
  INSERT INTO credit_note_number_sequence (year, last_number) VALUES ($1, 1)
  ON CONFLICT (year) DO UPDATE SET last_number = credit_note_number_sequence.last_number + 1
  RETURNING last_number`;

/** The series of invoice numbers and that of credit notes, each one row a year. */
@Injectable()
export class InvoiceNumberRepository {
  constructor(private readonly database: Database) {}

  /**
   * The first of the next `count` numbers of a year's series. Holds the row until the transaction ends, so that a
   * rollback gives the numbers back and no gap is left; take them as the last thing before the writes that need them.
   */
  async take(year: number, count: number): Promise<number> {
    return (await this.last('invoice_number_take', TAKE, [year, count])) - count + 1;
  }

  /**
   * The next number of a year's series of credit notes, held as the others are. Where a transaction takes both, this one
   * comes first: whoever lowers a bill and makes another one does it in this order.
   */
  async takeForNote(year: number): Promise<number> {
    return this.last('credit_note_number_take', TAKE_FOR_NOTE, [year]);
  }

  private async last(name: string, text: string, params: unknown[]): Promise<number> {
    if (!this.database.inTransaction)
      throw new InvariantBroken('numbers are taken in the transaction of their document');
    const [row] = await this.database.named<{ last_number: number }>(name, text, params);
    return (row as { last_number: number }).last_number;
  }
}
