import { findNotification, saveTaskResult, storeTask, taskDetails } from './sql/push-tasks.ts';

/** What the sending of pushes runs on the storage thread. */
export const pushSendingProcedures = {
  'pushSending.store': storeTask,
  'pushSending.find': findNotification,
  'pushSending.saveResult': saveTaskResult,
  'pushSending.details': taskDetails,
};
