// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>What is said of a fleet beside its file.</summary>
public sealed record FleetReadOptions
{
    /// <summary>Nothing is said.</summary>
    public static FleetReadOptions Default { get; } = new();

    /// <summary>The environment variable that names the registry.</summary>
    public const string RegistryVariable = "SLIPWAY_REGISTRY";

    /// <summary>The registry in place of the file's; null leaves the file's. Commands take it from <see cref="RegistryVariable"/>.</summary>
    public string? Registry { get; init; }

    /// <summary>Asks the environment, which gives the file's variables their values, and builds their agents and secrets. The default is an empty one.</summary>
    public Func<string, string?> Environment { get; init; } = static _ => null;

    /// <summary>Values of the file's variables that win over the environment's (<c>--var</c>).</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Settings that win over the file's, in order: <c>registry=…</c>, <c>version=…</c>, <c>platforms=a,b</c>, and
    /// <c>IMAGE.key=value</c> or <c>IMAGE.key.name=value</c>, where <c>*</c> in IMAGE stands for anything.
    /// </summary>
    public IReadOnlyList<string> Set { get; init; } = [];

    /// <summary>Where every image goes beside the outputs that the file names for it. The default is nowhere.</summary>
    public ImageDelivery Delivery { get; init; }
}
