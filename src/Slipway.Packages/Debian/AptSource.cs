// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Packages;

/// <summary>One place that apt gets packages from, as far as a base image needs to know it.</summary>
/// <param name="Uri">The mirror's address, without a slash at its end.</param>
/// <param name="Suite">The suite, such as <c>bookworm-updates</c>.</param>
internal sealed record AptSource(string Uri, string Suite)
{
    /// <summary>The components offered, such as <c>main</c>.</summary>
    public IReadOnlyList<string> Components { get; init; } = ["main"];

    /// <summary>Whose signature counts: a key ring's path, or a key itself; null for the keys that apt trusts generally.</summary>
    public string? SignedBy { get; init; }

    /// <summary>Whether the user trusts it without a signature.</summary>
    public bool IsTrusted { get; init; }

    /// <summary>What messages call it.</summary>
    public string Shown => $"{Uri} {Suite}";

    /// <summary>The address of its signed index.</summary>
    public Uri InRelease => new($"{Uri}/dists/{Suite}/InRelease");

    /// <summary>Whether it is asked over the network.</summary>
    public bool IsRemote => Uri.StartsWith("http://", StringComparison.Ordinal) || Uri.StartsWith("https://", StringComparison.Ordinal);
}
