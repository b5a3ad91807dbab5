// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules;

/// <summary>A request as the server passes it to the agent.</summary>
/// <param name="Request">What is asked for; null where the name says it all.</param>
/// <param name="Actor">Who asks.</param>
internal sealed record ModuleOrder(ModuleRequest? Request, ModuleActor Actor);
