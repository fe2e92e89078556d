// SPDX-License-Identifier: Apache-2.0
// foul.js - a fact that the standard does not allow where it stands, or that is missing.
export class Foul extends Error {}
