/** An address as two systems write it, to be compared: without its zone, which only the machine itself knows. */
export const bareAddress = (address: string) => address.replace(/%.*$/, '').toLowerCase()
