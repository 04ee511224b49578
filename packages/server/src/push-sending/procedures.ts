import { saveTaskResult, storeTask, taskDetails } from './sql/push-tasks.ts';

/** What the sending of pushes runs on the storage thread. */
export const pushSendingProcedures = {
  'pushSending.store': storeTask,
  'pushSending.saveResult': saveTaskResult,
  'pushSending.details': taskDetails,
};
