// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;
using Slipway.Dockerfile;
using Slipway.Registry;

namespace Slipway.Server;

/// <summary>
/// The settings of a file, read again when it changes. A file that can't be read, or has errors, is logged, and what it said before still holds. What can
/// only be had at a start is as it was, and the log names what waits for the next.
/// </summary>
public sealed class WatchedSettings : IRegistrySettings
{
    // These words decide anew with each request; groups are a part of the access rules.
    private static readonly string[] LiveWords = ["access", "groups", "anonymous", "throttle", "mode", "immutable-tags", "retention", "quotas"];

    private readonly string _path;
    private readonly Func<RegistryServerSettings, RegistryOptions> _apply;
    private readonly ILogger<WatchedSettings> _log;
    private readonly RegistryOptions _start;
    private readonly WatchedFile<Content> _file;
    private IReadOnlyDictionary<string, string> _words;

    /// <summary>Watches a file that was read.</summary>
    /// <param name="path">The file, an absolute path.</param>
    /// <param name="first">What it said.</param>
    /// <param name="apply">What comes of its settings, with all that goes before them.</param>
    /// <param name="loggers">Where it tells that the file was read again, or couldn't be.</param>
    public WatchedSettings(string path, RegistryServerSettingsFile first, Func<RegistryServerSettings, RegistryOptions> apply, ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(first);
        (_path, _apply, _log) = (path, apply, loggers.CreateLogger<WatchedSettings>());
        (_start, _words) = (apply(first.Settings), first.Words);
        _file = new(path, () => new(_start), ReadAgain);
    }

    /// <inheritdoc/>
    public RegistryOptions Current => _file.Current.Options;

    private Content? ReadAgain()
    {
        try
        {
            var file = RegistryServerSettingsFile.Read(_path, _path);
            if (file.HasErrors)
            {
                Log.SettingsUnusable(_log, _path, string.Concat(file.Diagnostics.Select(static diagnostic => DiagnosticRenderer.Render(diagnostic))));
                return null;
            }
            var read = _apply(file.Settings);
            Tell(file.Words);
            return new(_start with
            {
                Access = read.Access,
                Anonymous = read.Anonymous,
                Throttle = read.Throttle,
                Mode = read.Mode,
                ImmutableTags = read.ImmutableTags,
                Retention = read.Retention,
                Quotas = read.Quotas,
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            Log.SettingsUnusable(_log, _path, e.Message);
            return null;
        }
    }

    private void Tell(IReadOnlyDictionary<string, string> words)
    {
        var waiting = words.Keys.Union(_words.Keys).Where(word => words.GetValueOrDefault(word) != _words.GetValueOrDefault(word)).Except(LiveWords).Order(StringComparer.Ordinal).ToList();
        Log.SettingsRead(_log, _path);
        if (waiting.Count > 0)
            Log.SettingsWait(_log, _path, string.Join(", ", waiting.Select(static word => $"'{word}'")));
        _words = words;
    }

    private sealed record Content(RegistryOptions Options);
}
