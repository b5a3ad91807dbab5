// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Distribution;

/// <summary>The file <c>registries.json</c>.</summary>
/// <param name="Registries">What it says of each registry, by name.</param>
internal sealed record RegistriesFile(IReadOnlyDictionary<string, RegistrySetting?>? Registries);
