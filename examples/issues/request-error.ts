/** A request that can't be carried out as it stands; the message is for whoever sent it. */
export class RequestError extends Error {}
