// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Build;

/// <summary>A step cannot do its work; the message is a clause without a full stop. It becomes a <see cref="BuildFailure"/> and goes no further.</summary>
internal sealed class StepException : Exception
{
    public StepException(string message) : base(message)
    {
    }

    public StepException(string message, Exception inner) : base(message, inner)
    {
    }

    public BuildFailureKind Kind { get; init; } = BuildFailureKind.Step;

    /// <summary>A place within the step's instruction; null for the whole of it.</summary>
    public SourceSpan? Span { get; init; }

    public IReadOnlyList<string> Notes { get; init; } = [];

    public string? Help { get; init; }

    public int? ExitCode { get; init; }

    public bool IsTransient { get; init; }
}
