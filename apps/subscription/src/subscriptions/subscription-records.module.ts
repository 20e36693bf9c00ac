import { Module } from '@nestjs/common';
import { SubscriptionRepository } from './persistence/subscription.repository';
import { SubscriptionRecordsApi } from './subscription-records.api';

/** A module of its own, so that rooms that subscriptions themselves use (entitlements, collection) can read them. */
@Module({
  providers: [SubscriptionRepository, SubscriptionRecordsApi],
  exports: [SubscriptionRepository, SubscriptionRecordsApi],
})
export class SubscriptionRecordsModule {}
