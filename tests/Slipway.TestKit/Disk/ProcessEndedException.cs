// SPDX-License-Identifier: Apache-2.0
namespace Slipway.TestKit;

/// <summary>Ends a simulated process, by a kill or because the power is gone. Nothing catches it but its disk.</summary>
public sealed class ProcessEndedException() : Exception("The simulated process is dead.");
