// SPDX-License-Identifier: Apache-2.0
using Slipway.Cli;

return await CommandLine.RunAsync(args, Session.OfThisProcess());
