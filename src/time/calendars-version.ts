/** Names the calendar tables a run used. */
export const calendarsVersion = '1';
