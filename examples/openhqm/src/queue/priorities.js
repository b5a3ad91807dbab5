// SPDX-License-Identifier: Apache-2.0

/** The priorities of a request, in the order in which a queue that knows them hands requests out. */
export const PRIORITIES = Object.freeze(['high', 'normal', 'low']);
