// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>One vertex of the graph as people see it.</summary>
public sealed record BuildStep
{
    /// <summary>Its number in this build, from 1, in the order in which steps are first reported.</summary>
    public required int Id { get; init; }

    /// <summary>What it does, as BuildKit says it: <c>[build 2/4] RUN make</c>. With several targets their name leads: <c>[api build 2/4] …</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The definition digest: equal in every build whose step says the same.</summary>
    public required Digest Digest { get; init; }

    /// <summary>What kind of step it is.</summary>
    public required StepKind Kind { get; init; }

    /// <summary>The platform it is for.</summary>
    public required Platform Platform { get; init; }

    /// <summary>The definition digests of the steps and images it needs.</summary>
    public IReadOnlyList<Digest> Inputs { get; init; } = [];

    /// <summary>The names of the targets that need it, in the request's order.</summary>
    public required IReadOnlyList<string> Targets { get; init; }
}
