// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using Slipway.Oci;

namespace Slipway.Packages;

/// <summary>
/// The name of a base image that is made from Debian's packages: <c>debian:bookworm-slim</c>, <c>debian:bookworm</c>,
/// <c>debian/bookworm</c> (slim, as a fleet file writes it) or <c>busybox</c>.
/// </summary>
public sealed record BaseName
{
    private const string Slim = "-slim";

    private BaseName(BaseKind kind, DebianSuite? suite) => (Kind, Suite) = (kind, suite);

    /// <summary>What is in it.</summary>
    public BaseKind Kind { get; }

    /// <summary>The suite of a Debian base; null for busybox.</summary>
    public DebianSuite? Suite { get; }

    /// <summary>The name that images call it by in <c>FROM</c>: <c>debian:bookworm-slim</c>, <c>busybox:latest</c>.</summary>
    public ImageReference Reference => ImageReference.Parse(Kind switch
    {
        BaseKind.Busybox => "busybox:latest",
        BaseKind.DebianFull => $"debian:{Suite}",
        _ => $"debian:{Suite}{Slim}",
    });

    /// <summary>Reads a name.</summary>
    /// <exception cref="FormatException">There is no base of that name.</exception>
    public static BaseName Parse(string text) => TryParse(text, out var name)
        ? name
        : throw new FormatException($"'{text}' is not a base that can be made from packages; expected 'debian:SUITE-slim', 'debian:SUITE', 'debian/SUITE' "
            + $"with one of {string.Join(", ", DebianSuite.Known)}, or 'busybox'.");

    /// <summary>Reads a name; false where there is no base of that name.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out BaseName? name)
    {
        name = null;
        if (text.StartsWith("debian/", StringComparison.Ordinal))
        {
            var word = text["debian/".Length..];
            if (DebianSuite.TryParse(word.EndsWith(Slim, StringComparison.Ordinal) ? word[..^Slim.Length] : word, out var suite))
                name = new(BaseKind.DebianSlim, suite);
            return name is not null;
        }
        if (!ImageReference.TryParse(text, out var reference, out _) || reference.Registry != ImageReference.DefaultRegistry || reference.Digest is not null)
            return false;
        name = (reference.Repository.ToString(), reference.Tag?.ToString()) switch
        {
            ("library/busybox", null or "latest") => new(BaseKind.Busybox, null),
            ("library/debian", { } tag) when tag.EndsWith(Slim, StringComparison.Ordinal) && DebianSuite.TryParse(tag[..^Slim.Length], out var suite) =>
                new(BaseKind.DebianSlim, suite),
            ("library/debian", { } tag) when DebianSuite.TryParse(tag, out var suite) => new(BaseKind.DebianFull, suite),
            _ => null,
        };
        return name is not null;
    }

    /// <summary>The name, as <see cref="Reference"/> is written by people.</summary>
    public override string ToString() => Kind == BaseKind.Busybox ? "busybox" : Reference.Familiar;
}
