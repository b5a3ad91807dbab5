// SPDX-License-Identifier: Apache-2.0
using System.Net;

namespace Slipway.Modules;

/// <summary>Something asked of modules was refused or could not be done. It holds no secret.</summary>
public sealed class ModuleException : IOException
{
    /// <summary>An exception with a stable word for programs and a sentence for people.</summary>
    /// <param name="status">The HTTP status it is answered with.</param>
    /// <param name="code">Such as <c>registry_not_trusted</c>.</param>
    /// <param name="message">What was refused and why.</param>
    /// <param name="innerException">The cause, or null.</param>
    public ModuleException(HttpStatusCode status, string code, string message, Exception? innerException = null) : base(message, innerException) =>
        (Status, Code) = (status, code);

    /// <summary>The HTTP status it is answered with.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>A stable word for programs.</summary>
    public string Code { get; }

    /// <summary>The field of the request that is at fault; null where none is.</summary>
    public string? Field { get; init; }

    /// <summary>What to do; null where the message says it.</summary>
    public string? Hint { get; init; }

    /// <summary>The last lines that the module wrote; empty where there are none.</summary>
    public IReadOnlyList<string> LogTail { get; init; } = [];

    /// <summary>All that is wrong with a request, where its form is.</summary>
    public IReadOnlyList<ModuleProblem> Problems { get; init; } = [];

    /// <summary>The refusal of a request whose form is wrong.</summary>
    /// <param name="problems">All that is wrong with it; at least one.</param>
    public static ModuleException Malformed(IReadOnlyList<ModuleProblem> problems) => ModuleRefusals.Malformed(problems);

    /// <summary>Whether the same request may succeed later.</summary>
    public bool IsTransient => Status is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
}
