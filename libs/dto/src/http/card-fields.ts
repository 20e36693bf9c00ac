import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, Matches, MaxLength } from 'class-validator';
import { WhenGiven } from './when-given';

/** A card as it is typed, or the token that the gateway's own form made of one. */
export class CardFields {
  @ApiPropertyOptional({ example: '4242424242424242', description: 'Only where raw cards are taken (development)' })
  @WhenGiven()
  @IsString()
  @MaxLength(40)
  card_number?: string;

  @ApiPropertyOptional({ example: '12/30', description: 'MM/YY; good to the end of the month' })
  @WhenGiven()
  @IsString()
  @MaxLength(10)
  card_expiry?: string;

  @ApiPropertyOptional({ example: '123', description: 'Three or four digits' })
  @WhenGiven()
  @Matches(/^\d{3,4}$/, { message: 'Send the three or four digits of the security code.' })
  card_cvv?: string;

  @ApiPropertyOptional({ example: 'Ada Lovelace', maxLength: 100 })
  @WhenGiven()
  @IsString()
  @MaxLength(100)
  cardholder_name?: string;

  @ApiPropertyOptional({ example: 'pm_card_visa', description: 'From the gateway’s own form, in place of card fields' })
  @WhenGiven()
  @Matches(/^[\x21-\x7e]{1,200}$/, { message: 'Send the token as the gateway’s form gave it.' })
  payment_token?: string;
}
