export { loggableError } from './loggable-error';
export { configureLogging, logger, logLastWords, requestLogger } from './logger';
export { collectProcessMetrics, metrics, registry } from './metrics';
export { currentContext, runInContext, type RequestContext } from './request-context';
