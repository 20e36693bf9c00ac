import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { CatalogModule } from '../catalog/catalog.module';
import { CouponsApi } from './coupons.api';
import { CouponsController } from './http/coupons.controller';
import { CouponRepository } from './persistence/coupon.repository';
import { RedemptionRepository } from './persistence/redemption.repository';
import { KeepCoupons } from './use-cases/keep-coupons';
import { RedeemCoupon } from './use-cases/redeem-coupon';

@Module({
  imports: [AuditModule, CatalogModule],
  controllers: [CouponsController],
  providers: [CouponsApi, CouponRepository, RedemptionRepository, KeepCoupons, RedeemCoupon],
  exports: [CouponsApi],
})
export class CouponsModule {}
