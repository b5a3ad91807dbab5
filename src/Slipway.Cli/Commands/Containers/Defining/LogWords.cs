// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Globalization;
using Slipway.Containers;

namespace Slipway.Cli.Commands.Containers;

/// <summary>The words that say how much is kept of what a container writes, in Docker's spelling.</summary>
internal sealed class LogWords
{
    private readonly Option<string?> _driver = new("--log-driver") { Description = "json-file or local: records that slipway logs reads, rotated; none: nothing is kept. [default: json-file]", HelpName = "DRIVER" };
    private readonly Option<string[]> _options = new("--log-opt") { Description = "max-size=SIZE of a file, max-file=N files. [default: max-size=10m, max-file=3]", HelpName = "NAME=VALUE" };

    /// <summary>The options, in the order of help.</summary>
    public IEnumerable<Option> Options => [_driver, _options];

    /// <summary>How much is kept.</summary>
    /// <exception cref="CommandException">A word can't be understood, or isn't supported.</exception>
    public ContainerLogOptions Read(ParseResult words)
    {
        var options = words.GetValue(_driver) switch
        {
            null or "json-file" or "local" => ContainerLogOptions.Default,
            "none" => ContainerLogOptions.Default with { IsKept = false },
            var other => throw CommandException.Usage($"--log-driver '{other}' is not supported.", "logs are files that slipway logs reads: json-file, local or none; follow them with slipway logs -f to send them elsewhere"),
        };
        foreach (var text in words.GetValue(_options) ?? [])
            options = CommandException.OfArguments(() => Read(options, text));
        return options;
    }

    private static ContainerLogOptions Read(ContainerLogOptions options, string text) => text.Split('=', 2) switch
    {
        ["max-size", var size] when MemoryText.TryParse(size, out var bytes) => options with { MaxFileBytes = bytes },
        ["max-file", var files] when int.TryParse(files, NumberStyles.None, CultureInfo.InvariantCulture, out var count) => options with { MaxFiles = count },
        _ => throw CommandException.Usage($"--log-opt '{text}' is not supported.", "known are max-size=SIZE, such as 10m, and max-file=N"),
    };
}
