// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>
/// One vertex of the graph: an operation on its inputs. Two vertices with the same <see cref="Definition"/> are the same; what a vertex is called
/// and who asked for it is not part of that.
/// </summary>
internal sealed class Vertex
{
    private readonly SortedSet<int> _targets = [];

    public Vertex(Operation operation, Vertex? root, IReadOnlyList<Vertex> sources)
    {
        (Operation, Root, Sources) = (operation, root, sources);
        var key = new KeyWriter();
        operation.Describe(key);
        operation.Identify(key);
        if (root is not null)
            key.Add("root", root.Definition);
        foreach (var source in sources)
            key.Add("source", source.Definition);
        Definition = key.Seal().Digest;
    }

    public Operation Operation { get; }

    /// <summary>What it stands on; null is an empty root.</summary>
    public Vertex? Root { get; }

    /// <summary>What it reads beside its root.</summary>
    public IReadOnlyList<Vertex> Sources { get; }

    public Digest Definition { get; }

    /// <summary>What it is called, <c>[build 2/4] RUN make</c>.</summary>
    public required string Name { get; init; }

    public required Platform Platform { get; init; }

    /// <summary>Where it is written; null for what no Dockerfile names.</summary>
    public SourceText? Text { get; init; }

    public SourceSpan Span { get; init; }

    /// <summary>The same step in another build: target, stage and ordinal, under which the fields of its key are kept.</summary>
    public required string Slot { get; init; }

    /// <summary>Why it runs whatever the cache holds, a clause for people; null where the cache is used. Set while the graph is made.</summary>
    public string? CacheRefusal { get; set; }

    /// <summary>Whether it runs whatever the cache holds.</summary>
    public bool IgnoresCache => CacheRefusal is not null;

    /// <summary>The indexes of the request's targets that need it.</summary>
    public IReadOnlyCollection<int> Targets => _targets;

    /// <summary>Whether it has a result of its own that takes work: contexts and images are only looked up.</summary>
    public bool IsStep => Operation is not (ContextOperation or ImageOperation);

    public IEnumerable<Vertex> Inputs => Root is null ? Sources : Sources.Prepend(Root);

    /// <summary>Notes that a target needs it, and with it all it stands on.</summary>
    public void AddTarget(int target)
    {
        if (!_targets.Add(target))
            return;
        foreach (var input in Inputs)
            input.AddTarget(target);
    }
}
