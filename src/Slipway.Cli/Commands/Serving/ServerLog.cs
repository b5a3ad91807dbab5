// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Slipway.Cli.Commands.Serving;

/// <summary>A server's log on the error stream: one line for each warning and error of ours, and for what it tells of itself.</summary>
internal sealed class ServerLog(Session session) : ILoggerFactory
{
    private const string Own = "Slipway.";

    public ILogger CreateLogger(string categoryName) => new Lines(session, categoryName.StartsWith(Own, StringComparison.Ordinal) ? LogLevel.Information : LogLevel.Error);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("A server logs to the error stream alone.");

    public void Dispose()
    {
    }

    private sealed class Lines(Session session, LogLevel least) : ILogger
    {
        // Every push is an event of the audit log, which has it already.
        private const int AuditEvent = 1004;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel) || eventId.Id == AuditEvent)
                return;
            var time = session.Time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            var text = DisplayText.Clean(formatter(state, exception));
            session.Error.WriteLine(exception is null ? $"{time} {Name(logLevel)} {text}" : $"{time} {Name(logLevel)} {text}: {DisplayText.Clean(exception.ToString())}");
        }

        private static string Name(LogLevel level) => level switch
        {
            LogLevel.Critical or LogLevel.Error => "error",
            LogLevel.Warning => "warning",
            _ => "info",
        };
    }
}
