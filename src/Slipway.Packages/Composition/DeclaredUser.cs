// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace Slipway.Packages;

/// <summary>A user that an image is to have.</summary>
public sealed partial record DeclaredUser
{
    /// <summary>The name, which its own group has as well.</summary>
    /// <exception cref="FormatException">It is none that Debian's tools take.</exception>
    public required string Name { get; init => field = Grammar().IsMatch(value) ? value : throw new FormatException($"'{value}' is not a user's name; expected lower-case letters, digits, '-' and '_', at most 32."); }

    /// <summary>The id; null, the default, takes the first from 1000 that is free.</summary>
    public uint? Uid { get; init; }

    /// <summary>The id of its group; null, the default, is the user's id.</summary>
    public uint? Gid { get; init; }

    /// <summary>The home, which is made with mode 0700 where no package has it; null, the default, is <c>/home/NAME</c>.</summary>
    /// <exception cref="FormatException">It is no absolute path.</exception>
    public string? Home { get; init => field = value is null ? null : DeclaredPath.Check(value); }

    /// <summary>The shell. The default is <c>/usr/sbin/nologin</c>: an image need not have any other.</summary>
    /// <exception cref="FormatException">It is no absolute path.</exception>
    public string Shell { get; init => field = DeclaredPath.Check(value); } = "/usr/sbin/nologin";

    /// <summary>Further groups that it is in, each there already. The default is none.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>What the home is in the end.</summary>
    internal string EffectiveHome => Home ?? $"/home/{Name}";

    [GeneratedRegex(@"\A[a-z_][a-z0-9_-]{0,31}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();
}
