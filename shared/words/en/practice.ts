/** What is said of the practice site. */

export const practice = {
  notice: (shift: number) =>
    `Practice site: played by listeners on loopback, every port moved up by ${shift}, faults set on purpose. 22 of the guide is ${22 + shift} here.`,
}
