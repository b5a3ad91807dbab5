// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Cli;

/// <summary>The option that chooses a platform.</summary>
internal static class PlatformOption
{
    /// <summary><c>--platform os/architecture[/variant]</c>, one.</summary>
    public static Option<Platform?> Single(string description) => new("--platform")
    {
        Description = description,
        HelpName = "OS/ARCH[/VARIANT]",
        CustomParser = static result =>
        {
            var text = result.Tokens.Single().Value;
            if (Platform.TryParse(text, out var platform))
                return platform;
            result.AddError($"'{text}' is not a platform; {PlatformHelp.For(text)}");
            return null;
        },
    };

    /// <summary><c>--platform OS/ARCH[/VARIANT],…</c>, several, given once or more; each counts once, in the order in which they are given.</summary>
    public static Option<string[]> Several(string description) => new("--platform") { Description = description, HelpName = "OS/ARCH[/VARIANT]", Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false };

    /// <summary>The platforms that words name, several by commas in each.</summary>
    /// <exception cref="CommandException">One is no platform.</exception>
    public static IReadOnlyList<Platform> Read(string[]? words) =>
        [.. (words ?? []).SelectMany(static word => word.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Select(Parse).Distinct()];

    private static Platform Parse(string text) => Platform.TryParse(text, out var platform)
        ? platform
        : throw CommandException.Usage($"'{text}' is not a platform.", PlatformHelp.For(text));
}
