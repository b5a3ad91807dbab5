// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Check;

/// <summary>One rule of a policy. Which images it is about, their names alone say: nothing that is in an image makes a rule pass it by.</summary>
public sealed record PolicyRule
{
    /// <summary>Its name, unique in the policy.</summary>
    public required string Name { get; init; }

    /// <summary>Where it stands.</summary>
    public required SourcePlace Place { get; init; }

    /// <summary>The repositories that it is about, without their registry. The default is all.</summary>
    public IReadOnlyList<NamePattern> Repositories { get; init; } = [NamePattern.Any];

    /// <summary>Those of them that it is not about.</summary>
    public IReadOnlyList<NamePattern> ExceptRepositories { get; init; } = [];

    /// <summary>The tags that it is about; none, the default, is every tag, and an image without one.</summary>
    public IReadOnlyList<NamePattern> Tags { get; init; } = [];

    /// <summary>Those of them that it is not about.</summary>
    public IReadOnlyList<NamePattern> ExceptTags { get; init; } = [];

    /// <summary>The doors that it stands at. The default is all.</summary>
    public PolicyDoors Doors { get; init; } = PolicyDoors.All;

    /// <summary>What becomes of an image of which it doesn't hold. The default is that it is refused.</summary>
    public PolicySeverity Severity { get; init; }

    /// <summary>Whether it asks for claims or lets nothing in. The default is the former.</summary>
    public PolicyBar Bar { get; init; }

    /// <summary>What must hold of every image.</summary>
    public IReadOnlyList<Claim> Claims { get; init; } = [];

    /// <summary>What to do about a refusal, as a clause; null leaves it to the claim.</summary>
    public string? Remedy { get; init; }

    /// <summary>Whether the rule speaks of an image.</summary>
    public bool IsAbout(PolicyRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Doors.HasFlag(request.Door) && IsAbout(request.Repository) && IsAbout(request.Tags);
    }

    private bool IsAbout(RepositoryName repository) => Matches(Repositories, repository.ToString()) && !Matches(ExceptRepositories, repository.ToString());

    // A digest alone goes round no claim; but what is forbidden by tag is forbidden to those that have it.
    private bool IsAbout(IReadOnlyList<Tag> tags) => tags.Count == 0
        ? Tags.Count == 0 || Bar == PolicyBar.Claims
        : tags.Any(tag => (Tags.Count == 0 || Matches(Tags, tag.ToString())) && !Matches(ExceptTags, tag.ToString()));

    private static bool Matches(IReadOnlyList<NamePattern> patterns, string name) => patterns.Any(pattern => pattern.Matches(name));
}
