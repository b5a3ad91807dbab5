// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Modules;

namespace Slipway.Cli.Commands.Modules;

/// <summary><c>slipway license keygen</c>: a key pair of an issuer of licenses.</summary>
internal sealed class LicenseKeygenCommand : SlipwayCommand
{
    private readonly Argument<string> _keyId = new("KEY-ID") { Description = "The name under which others trust the key: letters, digits, '-' and '_'." };
    private readonly Option<string> _folder = new("--out") { Description = "Where <KEY-ID>.key (private, mode 0600) and <KEY-ID>.pem (public) are written.", HelpName = "FOLDER", DefaultValueFactory = static _ => "." };

    public LicenseKeygenCommand(Session session)
        : base(session, "keygen", "Make the key pair of an issuer of licenses.", "slipway license keygen acme-2026 --out keys && cp keys/acme-2026.pem /var/lib/slipway/modules/issuers/")
    {
        Add(_keyId);
        Add(_folder);
    }

    protected override Task<int> RunAsync(ParseResult words, CancellationToken cancellationToken)
    {
        var keyId = words.GetRequiredValue(_keyId);
        if (!LicenseIssuer.IsKeyId(keyId))
            throw CommandException.Usage($"'{keyId}' is not a key's name; expected at most 64 letters, digits, '-' and '_'.");
        var folder = Directory.CreateDirectory(Path.GetFullPath(words.GetValue(_folder)!, Session.WorkingFolder)).FullName;
        using var issuer = LicenseIssuer.Create(keyId);
        Write(Path.Combine(folder, $"{keyId}.key"), issuer.ExportPrivateKey(), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Write(Path.Combine(folder, $"{keyId}.pem"), issuer.ExportPublicKey(), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        return Task.FromResult(ExitCode.Done);
    }

    // A key that is there is never replaced: what it signed would be worth nothing.
    private void Write(string path, string text, UnixFileMode mode)
    {
        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode });
        file.Write(System.Text.Encoding.ASCII.GetBytes(text));
        Session.Output.WriteLine(path);
    }
}
