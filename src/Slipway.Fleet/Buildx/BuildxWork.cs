// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;

namespace Slipway.Fleet;

/// <summary>Who does what of a fleet that buildx builds: Dockerfiles go to buildx, images of packages are composed by our own engine and handed over.</summary>
internal sealed class BuildxWork
{
    private readonly Dictionary<FleetTarget, string> _names = new(ReferenceEqualityComparer.Instance);

    public BuildxWork(FleetGraph graph, IReadOnlyList<FleetTarget> asked, BuildxOptions options)
    {
        (Graph, Options) = (graph, options);
        var needed = graph.NeededBy(asked);
        // In the order of the request, so that results are.
        Asked = [.. asked.Where(static target => target.Packages is null)];
        Baked = [.. Asked, .. needed.Where(static target => target.Packages is null)];
        Composed = [.. asked.Concat(needed).Where(static target => target.Packages is not null)];
        IsAsked = asked.ToHashSet<FleetTarget>(ReferenceEqualityComparer.Instance).Contains;
        foreach (var target in Baked)
            _names[target] = FreeName(target.Name);
    }

    public FleetGraph Graph { get; }

    public BuildxOptions Options { get; }

    /// <summary>The targets that buildx builds and hands back.</summary>
    public IReadOnlyList<FleetTarget> Asked { get; }

    /// <summary>Those, and what they stand on of Dockerfiles.</summary>
    public IReadOnlyList<FleetTarget> Baked { get; }

    /// <summary>The images that are composed from packages.</summary>
    public IReadOnlyList<FleetTarget> Composed { get; }

    /// <summary>Whether a target was asked for, and isn't only stood on.</summary>
    public Func<FleetTarget, bool> IsAsked { get; }

    /// <summary>What Bake calls a target; its names have letters, digits, '_' and '-' alone.</summary>
    public string NameOf(FleetTarget target) => _names[target];

    /// <summary>The request that composes; one that was not asked for gets no name and goes nowhere else.</summary>
    public BuildRequest ToCompose() => Graph.ToRequest(Composed, BuildOptions.Default) switch
    {
        var request => request with
        {
            Targets = [.. request.Targets.Zip(Composed, (made, target) => IsAsked(target) ? made : made with { Tags = [], PlatformNames = [], Outputs = [new ImageStoreOutput()] })],
            Options = BuildOptions.Default with { SourceDateEpoch = Options.SourceDateEpoch },
        },
    };

    private string FreeName(string name)
    {
        var plain = string.Concat(name.Select(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' ? letter : '-')).TrimEnd('-');
        var free = plain.Length == 0 ? "target" : plain;
        for (var number = 2; _names.ContainsValue(free); number++)
            free = $"{plain}-{number}";
        return free;
    }
}
