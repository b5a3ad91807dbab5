// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;

namespace Slipway.Cli;

/// <summary>The option that chooses an <see cref="OutputFormat"/>.</summary>
internal static class OutputFormats
{
    /// <summary><c>--format text|json</c>; text unless told otherwise.</summary>
    public static Option<OutputFormat> Option() => new("--format")
    {
        Description = "How to write the answer: text or json. [default: text]",
        HelpName = "text|json",
        CustomParser = static result =>
        {
            switch (result.Tokens.SingleOrDefault()?.Value)
            {
                case "text":
                    return OutputFormat.Text;
                case "json":
                    return OutputFormat.Json;
                case var other:
                    result.AddError($"'{other}' is not a format; expected text or json.");
                    return default;
            }
        },
    };
}
