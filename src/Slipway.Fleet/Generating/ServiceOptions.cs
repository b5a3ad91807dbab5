// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>What is said of services beside the fleet.</summary>
public sealed record ServiceOptions
{
    /// <summary>Nothing.</summary>
    public static ServiceOptions Default { get; } = new();

    /// <summary>Which services there are. The default is the modules.</summary>
    public ServiceChoice Choice { get; init; }

    /// <summary>Variables of every service, over those of its module. The default is none.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Variables whose values are secrets, whatever their names: where each is kept, as <c>SECRET/KEY</c> for Kubernetes and as the name of a variable for Compose; null is the usual place. The
    /// default is none.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Secrets { get; init; } = new Dictionary<string, string?>();

    /// <summary>Variables that are no secrets, though they are named like some. The default is none.</summary>
    public IReadOnlyCollection<string> NoSecrets { get; init; } = [];

    /// <summary>How many of each service run in a cluster. The default is 1.</summary>
    public int Replicas
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A number of replicas is not negative.");
    } = 1;
}
