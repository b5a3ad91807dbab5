// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;
using Slipway.Dockerfile;
using Slipway.Registry;

namespace Slipway.Server;

/// <summary>
/// The access rules of a settings file, read again when it changes. A file that can't be read, or has errors, is logged, and what it said before still
/// holds. Its other settings hold from the next start on.
/// </summary>
public sealed class WatchedAccessRules : IAccessRules
{
    private readonly string _path;
    private readonly Func<RegistryServerSettings, RegistryOptions> _apply;
    private readonly ILogger<WatchedAccessRules> _log;
    private readonly WatchedFile<AccessRules> _file;

    /// <summary>Watches a file that was read.</summary>
    /// <param name="path">The file, an absolute path.</param>
    /// <param name="settings">What it said.</param>
    /// <param name="apply">What comes of its settings, with all that goes before them.</param>
    /// <param name="loggers">Where it tells that the file was read again, or couldn't be.</param>
    public WatchedAccessRules(string path, RegistryServerSettings settings, Func<RegistryServerSettings, RegistryOptions> apply, ILoggerFactory loggers)
    {
        (_path, _apply, _log) = (path, apply, loggers.CreateLogger<WatchedAccessRules>());
        _file = new(path, () => apply(settings).EffectiveAccess, ReadAgain);
    }

    /// <inheritdoc/>
    public AccessRules Current => _file.Current;

    private AccessRules? ReadAgain()
    {
        try
        {
            var file = RegistryServerSettingsFile.Read(_path, _path);
            if (file.HasErrors)
            {
                Log.SettingsUnusable(_log, _path, string.Concat(file.Diagnostics.Select(static diagnostic => DiagnosticRenderer.Render(diagnostic))));
                return null;
            }
            var rules = _apply(file.Settings).EffectiveAccess;
            Log.SettingsRead(_log, _path);
            return rules;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            Log.SettingsUnusable(_log, _path, e.Message);
            return null;
        }
    }
}
