// SPDX-License-Identifier: Apache-2.0
using Slipway.Distribution;
using Slipway.Oci;

namespace Slipway.Cli.Progress;

/// <summary>
/// Shows a pull or push: on a terminal one line that tells how much of what is known has come or gone, in a pipe a line for each blob
/// that is done.
/// </summary>
internal sealed class TransferView : IProgress<TransferProgress>, IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);
    private readonly Lock _changing = new();
    private readonly Dictionary<(string? Place, Digest Blob), TransferProgress> _blobs = [];
    private readonly TransferTally<(string? Place, Digest Blob)> _tally;
    private readonly Session _session;
    private readonly string _title;
    private readonly DateTimeOffset _begun;
    private readonly LiveRegion? _region;
    private readonly Style _style;
    private DateTimeOffset _drawn;

    public TransferView(Session session, string title)
    {
        (_session, _title, _begun, _style) = (session, title, session.Time.GetUtcNow(), new(session.ErrorTerminal));
        _tally = new(_begun);
        if (_style.IsLive)
            _region = new(session.Error, session.TerminalSize);
        else
            session.Error.WriteLine(title);
    }

    public void Report(TransferProgress value)
    {
        lock (_changing)
        {
            var key = (value.Place, value.Blob.Digest);
            var was = _blobs.GetValueOrDefault(key);
            // Several images may announce one blob.
            if (value.State == TransferState.Waiting && was is not null)
                return;
            _blobs[key] = value;
            if (value.State is TransferState.Existed or TransferState.Mounted)
                _tally.Remove(key);
            else
                _tally.Set(key, value.Transferred, value.Blob.Size);
            if (_region is not null)
                Draw();
            else if (value.State is not (TransferState.Moving or TransferState.Waiting) && was?.State != value.State)
                _session.Error.WriteLine($"  {value.Blob.Digest.ShortHex} {Units.Size(value.Blob.Size)} {Word(value.State)}");
        }
    }

    public void Dispose()
    {
        lock (_changing)
        {
            var moved = _blobs.Values.Where(static blob => blob.State is TransferState.Done).Sum(static blob => blob.Transferred);
            var existed = _blobs.Values.Count(static blob => blob.State is TransferState.Existed or TransferState.Mounted);
            var took = _session.Time.GetUtcNow() - _begun;
            var rate = moved > 0 && took >= TimeSpan.FromSeconds(1) ? $" ({Units.Size((long)(moved / took.TotalSeconds))}/s)" : "";
            var line = $"{_title}: {Units.Size(moved)} in {Units.Duration(took)}{rate}, {existed} of {_blobs.Count} blobs were there";
            if (_region is not null)
                _region.Update([line], []);
            else
                _session.Error.WriteLine(line);
        }
    }

    private void Draw()
    {
        var now = _session.Time.GetUtcNow();
        if (now - _drawn < Beat)
            return;
        _drawn = now;
        _region!.Update([], [$"{_style.Busy("→")} {_title} {_style.Faint(_tally.Tell(now))}"]);
    }

    private static string Word(TransferState state) => state switch
    {
        TransferState.Existed => "was there",
        TransferState.Mounted => "mounted",
        _ => "done",
    };
}
