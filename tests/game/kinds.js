// SPDX-License-Identifier: Apache-2.0
// kinds.js - sorts of elements and of waits that several parts of the token game ask for.

export const CONTAINERS = new Set(['SubProcess', 'AdHocSubProcess']);

export const WAIT_OF = { UserTask: 'task', ServiceTask: 'job', ReceiveTask: 'message' };
