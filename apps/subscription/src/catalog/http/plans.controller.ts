import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { CreatePlanBody, IsCurrency, PlanView, UpdatePlanBody } from '@libs/dto';
import { Endpoint, integerIdOf, pageOf, PageQuery, readIntegerCursor, type Page } from '@libs/http';
import { planView } from '../plan-view';
import { CreatePlan } from '../use-cases/create-plan';
import { ReadPlans } from '../use-cases/read-plans';
import { UpdatePlan } from '../use-cases/update-plan';
import { toApplyToExisting, toPlanChange, toPlanDraft } from './plan.bodies';

class PlansQuery extends PageQuery {
  @ApiPropertyOptional({ example: 'EUR', description: 'Only plans sold in this currency, with their price in it' })
  @IsOptional()
  @IsCurrency()
  currency?: string;
}

const PLAN_CODE = /^[a-z][a-z0-9_-]{0,62}$/;

@Controller('v1/plans')
@ApiTags('Plans')
export class PlansController {
  constructor(
    private readonly readPlans: ReadPlans,
    private readonly createPlan: CreatePlan,
    private readonly updatePlan: UpdatePlan,
  ) {}

  @Get()
  @Endpoint({
    operation: 'plans.list',
    summary: 'List the plans on sale',
    description: 'In the order they were made. Cached; send the `ETag` back as `If-None-Match` for a 304.',
    answer: { page: PlanView },
    errors: ['validation_failed', 'invalid_cursor'],
  })
  async list(@Query() query: PlansQuery): Promise<Page<PlanView>> {
    const plans = await this.readPlans.onSale(query.currency, query.limit, readIntegerCursor(query.cursor) ?? 0);
    return pageOf(
      plans,
      query.limit,
      (plan) => plan.id,
      (plan) => planView(plan, query.currency),
    );
  }

  @Get(':id')
  @Endpoint({
    operation: 'plans.read',
    summary: 'Read a plan by its id or code',
    description: 'Also one that is not sold any more.',
    answer: PlanView,
    errors: ['plan_not_found'],
  })
  async read(@Param('id') key: string): Promise<PlanView> {
    return planView(await this.readPlans.one(idOrCode(key)));
  }

  @Post()
  @Endpoint({
    operation: 'plans.create',
    summary: 'Create a plan',
    status: 201,
    answer: PlanView,
    errors: ['validation_failed', 'plan_code_taken'],
  })
  async create(@Body() body: CreatePlanBody): Promise<PlanView> {
    return planView(await this.createPlan.run(toPlanDraft(body)));
  }

  @Patch(':id')
  @Endpoint({
    operation: 'plans.update',
    summary: 'Change a plan',
    description:
      'Price, cycle, trial, features and charges make a new version for new subscribers; present subscribers keep theirs.',
    answer: PlanView,
    errors: ['validation_failed', 'not_found', 'plan_not_found'],
  })
  async update(@Param('id') key: string, @Body() body: UpdatePlanBody): Promise<PlanView> {
    const { id } = await this.readPlans.one(idOrCode(key));
    return planView(await this.updatePlan.run(id, toPlanChange(body), toApplyToExisting(body)));
  }

  @Delete(':id')
  @Endpoint({
    operation: 'plans.delete',
    summary: 'Take a plan off sale',
    description: 'Hidden from new subscribers; present ones keep it. Doing it again changes nothing.',
    status: 204,
    errors: ['not_found', 'plan_not_found'],
  })
  async retire(@Param('id') key: string): Promise<void> {
    const { id } = await this.readPlans.one(idOrCode(key));
    await this.updatePlan.run(id, { isActive: false });
  }
}

/** @throws AppError `not_found` for what can be neither */
function idOrCode(key: string): number | string {
  return PLAN_CODE.test(key) ? key : integerIdOf(key);
}
