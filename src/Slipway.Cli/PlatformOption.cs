// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
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
            result.AddError($"'{text}' is not a platform; expected os/architecture[/variant], such as linux/amd64 or linux/arm/v7.");
            return null;
        },
    };
}
