// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Slipway.Native;

namespace Slipway.Registry;

/// <summary>
/// Users and their bcrypt hashes, one <c>user:hash</c> a line, as <c>htpasswd -B</c> writes them. The file is read again when it changes. bcrypt is
/// slow by design, so a password that was found right is remembered as a keyed digest, until the user's line changes.
/// </summary>
internal sealed class Htpasswd : IDisposable
{
    private const int MaxRemembered = 10_000;
    private const int MaxFileSize = 16 << 20;

    private readonly string _path;
    private readonly ILogger<Htpasswd> _log;
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, bool> _right = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _checks = new(Math.Max(1, Environment.ProcessorCount));
    private readonly Lock _reading = new();
    private HtpasswdContent _content;

    /// <summary>Reads the file.</summary>
    /// <exception cref="InvalidDataException">The file isn't there, or has a user without a bcrypt hash.</exception>
    public Htpasswd(string path, ILogger<Htpasswd> log)
    {
        (_path, _log) = (path, log);
        var stamp = FileStamp.Of(path) ?? throw new InvalidDataException($"The file of users '{path}' is not there. Make it with: htpasswd -Bbn USER PASSWORD > {path}");
        _content = new(stamp, ReadUsers(path));
    }

    /// <summary>Whether a user has a password.</summary>
    public async Task<bool> VerifyAsync(string user, string password, CancellationToken cancellationToken)
    {
        var content = Current();
        var hash = content.Users.GetValueOrDefault(user);
        var mark = Mark($"{user}\n{hash}\n{password}");
        if (hash is not null && _right.ContainsKey(mark))
            return true;
        await _checks.WaitAsync(cancellationToken);
        try
        {
            var isRight = await Task.Run(() => Bcrypt.Verify(password, hash ?? content.Dummy), cancellationToken) && hash is not null;
            if (isRight)
                Remember(mark);
            return isRight;
        }
        finally
        {
            _checks.Release();
        }
    }

    /// <summary>Stands for a user's password without saying it: changes when it does. Null for an unknown user.</summary>
    public string? PasswordMark(string user) => Current().Users.TryGetValue(user, out var hash) ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(hash)).AsSpan(0, 8)) : null;

    public void Dispose() => _checks.Dispose();

    private void Remember(string mark)
    {
        // Full of what was right once: the next requests find out again.
        if (_right.Count >= MaxRemembered)
            _right.Clear();
        _right[mark] = true;
    }

    private string Mark(string text) => Convert.ToHexString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text)));

    private HtpasswdContent Current()
    {
        var stamp = FileStamp.Of(_path);
        var content = Volatile.Read(ref _content);
        if (stamp == content.Stamp)
            return content;
        lock (_reading)
        {
            if (stamp == _content.Stamp)
                return _content;
            try
            {
                // A file that is gone lets nobody in: that may be how an administrator shuts the door.
                var users = stamp is null ? [] : ReadUsers(_path);
                _right.Clear();
                Volatile.Write(ref _content, new(stamp, users));
            }
            catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
            {
                Log.HtpasswdUnreadable(_log, _path, e.Message);
                Volatile.Write(ref _content, _content with { Stamp = stamp });
            }
            return _content;
        }
    }

    private static Dictionary<string, string> ReadUsers(string path)
    {
        var users = new Dictionary<string, string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in ReadText(path).Split('\n').Select(static line => line.Trim()))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
                continue;
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var hash = colon > 0 ? line[(colon + 1)..] : "";
            if (colon <= 0 || !Bcrypt.IsHash(hash))
                throw new InvalidDataException($"Line {number} of the file of users '{path}' is not USER:BCRYPT-HASH. Only bcrypt is read; make it with: htpasswd -Bbn USER PASSWORD");
            if (!users.TryAdd(line[..colon], hash))
                throw new InvalidDataException($"Line {number} of the file of users '{path}' names the user '{line[..colon]}' a second time.");
        }
        return users;
    }

    private static string ReadText(string path)
    {
        try
        {
            return Encoding.UTF8.GetString(LinuxFile.ReadAll(path, MaxFileSize)).TrimStart('\uFEFF');
        }
        catch (IOException e)
        {
            throw new InvalidDataException($"The file of users cannot be used: {e.Message}", e);
        }
    }

    private static int CostOf(string hash) => ((hash[4] - '0') * 10) + (hash[5] - '0');

    private sealed record HtpasswdContent(FileStamp? Stamp, Dictionary<string, string> Users)
    {
        // Of the cost that most have, so that an unknown user takes as long to refuse as a known one.
        public string Dummy { get; } = Bcrypt.Make(
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            Users.Values.CountBy(CostOf).OrderByDescending(static group => group.Value).Select(static group => group.Key).FirstOrDefault(Bcrypt.DefaultCost));
    }
}
