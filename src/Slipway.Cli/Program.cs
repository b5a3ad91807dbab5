// SPDX-License-Identifier: Apache-2.0
using Slipway.Cli;

RootlessStart.Prepare(args);
return await CommandLine.RunAsync(args, Session.OfThisProcess());
