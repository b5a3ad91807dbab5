// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>Who is told what happens in a run; neither may block.</summary>
/// <param name="Warn">Told what goes wrong beside the program, a sentence.</param>
/// <param name="Health">Told when its health changes.</param>
internal sealed record ContainerWatch(Action<string> Warn, Action<HealthStatus> Health);
