// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Build;

namespace Slipway.Cli.Commands.Building;

/// <summary>The words that limit RUN steps, in Docker's spelling.</summary>
internal sealed class StepLimitWords
{
    private readonly LimitWords _limits = new("a RUN step");
    private readonly Option<TimeSpan?> _timeout = new("--step-timeout")
    {
        Description = "How long a RUN step may take; then it is killed and fails. Example: --step-timeout 10m",
        HelpName = "90s|30m|1h",
        CustomParser = static result =>
        {
            var text = result.Tokens.Single().Value;
            if (DurationText.TryParse(text, out var duration))
                return duration;
            result.AddError($"'{text}' is not a duration; expected a number and s, m, h or d, such as 10m.");
            return null;
        },
    };

    /// <summary>The options, in the order of help.</summary>
    public IEnumerable<Option> Options => [_timeout, .. _limits.Options];

    /// <summary>The limits that the words ask for.</summary>
    public StepLimits Read(ParseResult words) => CommandException.OfArguments(() => new StepLimits
    {
        Resources = _limits.ReadResources(words),
        Timeout = words.GetValue(_timeout),
        SharedMemoryBytes = _limits.ReadSharedMemory(words),
        ProcessLimits = _limits.ReadProcessLimits(words),
        CgroupParent = _limits.ReadParent(words),
    });
}
