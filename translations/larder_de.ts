<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en">
<context>
    <name>larder</name>
    <message>
        <source>The database %1 cannot be used: %2.</source>
        <translation>Die Datenbank %1 kann nicht benutzt werden: %2.</translation>
    </message>
    <message>
        <source>The file system of %1 does not support the shared access that Larder&apos;s databases need.</source>
        <translation>Das Dateisystem von %1 bietet den gemeinsamen Zugriff nicht, den Larders Datenbanken brauchen.</translation>
    </message>
    <message>
        <source>Choose a folder on a local disk.</source>
        <translation>Wählen Sie einen Ordner auf einer lokalen Platte.</translation>
    </message>
    <message>
        <source>The damaged file %1 cannot be moved aside</source>
        <translation>Die beschädigte Datei %1 kann nicht beiseitegelegt werden</translation>
    </message>
    <message>
        <source>The check was stopped.</source>
        <translation>Die Prüfung wurde angehalten.</translation>
    </message>
    <message>
        <source>A file cannot be read to check it</source>
        <translation>Eine Datei kann zum Prüfen nicht gelesen werden</translation>
    </message>
    <message>
        <source>%1: %2.</source>
        <translation>%1: %2.</translation>
    </message>
    <message>
        <source>The file %1 cannot be opened</source>
        <translation>Die Datei %1 kann nicht geöffnet werden</translation>
    </message>
    <message>
        <source>The file %1 cannot be locked</source>
        <translation>Die Datei %1 kann nicht gesperrt werden</translation>
    </message>
    <message>
        <source>Another program has been changing %1 for too long.</source>
        <translation>Ein anderes Programm ändert %1 schon zu lange.</translation>
    </message>
    <message>
        <source>Try again; what it holds is %1.</source>
        <translation>Versuchen Sie es noch einmal; was die Datei enthält, ist %1.</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2.</source>
        <translation>%1 kann nicht geschrieben werden: %2.</translation>
    </message>
    <message>
        <source>%1 cannot be read</source>
        <translation>%1 kann nicht gelesen werden</translation>
    </message>
    <message>
        <source>%1 is not an ordinary file.</source>
        <translation>%1 ist keine gewöhnliche Datei.</translation>
    </message>
    <message>
        <source>%1 is larger than %2 bytes.</source>
        <translation>%1 ist größer als %2 Byte.</translation>
    </message>
    <message>
        <source>Line %1 of the settings cannot be read: %2</source>
        <translation>Zeile %1 der Einstellungen kann nicht gelesen werden: %2</translation>
    </message>
    <message>
        <source>The settings file is larger than 1 MiB.</source>
        <translation>Die Datei der Einstellungen ist größer als 1 MiB.</translation>
    </message>
    <message>
        <source>It should hold a few lines: remove what does not belong there.</source>
        <translation>Sie sollte einige Zeilen enthalten: Entfernen Sie, was nicht hineingehört.</translation>
    </message>
    <message>
        <source>it is not plain UTF-8 text.</source>
        <translation>Sie ist kein reiner UTF-8-Text.</translation>
    </message>
    <message>
        <source>a group is written as [name].</source>
        <translation>Eine Gruppe wird als [Name] geschrieben.</translation>
    </message>
    <message>
        <source>a setting is written as key=value.</source>
        <translation>Eine Einstellung wird als Schlüssel=Wert geschrieben.</translation>
    </message>
    <message>
        <source>%1 in [%2] is given twice.</source>
        <translation>%1 in [%2] steht doppelt da.</translation>
    </message>
    <message>
        <source>A setting cannot hold line breaks or control characters.</source>
        <translation>Eine Einstellung kann keine Zeilenumbrüche und Steuerzeichen enthalten.</translation>
    </message>
    <message>
        <source>The cache %1 is already run by another process.</source>
        <translation>Der Cache %1 wird schon von einem anderen Prozess betrieben.</translation>
    </message>
    <message>
        <source>The cache %1 is already run by process %2 (%3).</source>
        <translation>Der Cache %1 wird schon von Prozess %2 (%3) betrieben.</translation>
    </message>
    <message>
        <source>Stop that process first, or let it do the work.</source>
        <translation>Beenden Sie diesen Prozess zuerst, oder überlassen Sie ihm die Arbeit.</translation>
    </message>
    <message>
        <source>The cache listens on too many addresses.</source>
        <translation>Der Cache lauscht an zu vielen Adressen.</translation>
    </message>
    <message>
        <source>Name fewer addresses in the settings.</source>
        <translation>Nennen Sie in den Einstellungen weniger Adressen.</translation>
    </message>
    <message>
        <source>The owner of the cache cannot be written down</source>
        <translation>Wer den Cache betreibt, kann nicht aufgeschrieben werden</translation>
    </message>
    <message>
        <source>Larder does not know where to keep its files, since the environment names no home folder.</source>
        <translation>Larder weiß nicht, wohin mit seinen Dateien, denn die Umgebung nennt keinen persönlichen Ordner.</translation>
    </message>
    <message>
        <source>Set HOME, or XDG_CACHE_HOME, XDG_STATE_HOME and XDG_CONFIG_HOME, to absolute folders.</source>
        <translation>Setzen Sie HOME oder XDG_CACHE_HOME, XDG_STATE_HOME und XDG_CONFIG_HOME auf absolute Ordner.</translation>
    </message>
    <message>
        <source>The folder %1 cannot be made</source>
        <translation>Der Ordner %1 kann nicht angelegt werden</translation>
    </message>
    <message>
        <source>The folder %1 cannot be written to</source>
        <translation>In den Ordner %1 kann nicht geschrieben werden</translation>
    </message>
    <message>
        <source>Another program already listens on %1.</source>
        <translation>Ein anderes Programm lauscht schon an %1.</translation>
    </message>
    <message>
        <source>A program of the user %1 already listens on %2.</source>
        <translation>Ein Programm des Benutzers %1 lauscht schon an %2.</translation>
    </message>
    <message>
        <source>%1 (%2) already listens on %3.</source>
        <translation>%1 (%2) lauscht schon an %3.</translation>
    </message>
    <message>
        <source>There is no setting “%1”.</source>
        <translation>Es gibt keine Einstellung „%1“.</translation>
    </message>
    <message>
        <source>There are %1.</source>
        <translation>Es gibt %1.</translation>
    </message>
    <message>
        <source>The setting %1 in [%2] cannot be &quot;%3&quot;.</source>
        <translation>Die Einstellung %1 in [%2] kann nicht „%3“ sein.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no address to listen on.</source>
        <translation>„%1“ ist keine Adresse, an der gelauscht werden kann.</translation>
    </message>
    <message>
        <source>Write a numeric address and a port, such as 127.0.0.1:3142 or [::1]:3142.</source>
        <translation>Schreiben Sie eine numerische Adresse und einen Port, etwa 127.0.0.1:3142 oder [::1]:3142.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no name with a URL.</source>
        <translation>„%1“ ist kein Name mit einer URL.</translation>
    </message>
    <message>
        <source>Write a name, “=” and a URL, such as work=https://npm.work.example/.</source>
        <translation>Schreiben Sie einen Namen, „=“ und eine URL, etwa work=https://npm.work.example/.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no host that can be allowed.</source>
        <translation>„%1“ ist kein Rechner, der erlaubt werden kann.</translation>
    </message>
    <message>
        <source>Write a host name or address, if need be with a port, such as mirror.lan or 10.0.0.5:8080.</source>
        <translation>Schreiben Sie einen Rechnernamen oder eine Adresse, nötigenfalls mit einem Port, etwa mirror.lan oder 10.0.0.5:8080.</translation>
    </message>
    <message>
        <source>A file that was just written cannot be read back.</source>
        <translation>Eine eben geschriebene Datei kann nicht zurückgelesen werden.</translation>
    </message>
    <message>
        <source>This is Larder, and the name you used for it is not one of its own. Use its address, for example 127.0.0.1.</source>
        <translation>Dies ist Larder, und der Name, mit dem Sie es ansprechen, gehört nicht zu seinen eigenen. Benutzen Sie seine Adresse, zum Beispiel 127.0.0.1.</translation>
    </message>
    <message>
        <source>Larder answers no requests of other sites.</source>
        <translation>Larder beantwortet keine Anfragen anderer Webseiten.</translation>
    </message>
    <message>
        <source>No document of the origin names this file.</source>
        <translation>Kein Dokument des Ursprungs nennt diese Datei.</translation>
    </message>
    <message>
        <source>Too many files are being fetched at once. Try again in a moment.</source>
        <translation>Es werden zu viele Dateien auf einmal geholt. Versuchen Sie es gleich noch einmal.</translation>
    </message>
    <message>
        <source>“%1” is not a numeric address.</source>
        <translation>„%1“ ist keine numerische Adresse.</translation>
    </message>
    <message>
        <source>Larder cannot listen on %1: %2.</source>
        <translation>Larder kann nicht an %1 lauschen: %2.</translation>
    </message>
    <message>
        <source>A socket that was handed over is not a TCP socket.</source>
        <translation>Ein übergebener Socket ist kein TCP-Socket.</translation>
    </message>
    <message>
        <source>A socket that was handed over is not listening for TCP connections.</source>
        <translation>Ein übergebener Socket lauscht nicht auf TCP-Verbindungen.</translation>
    </message>
    <message>
        <source>Check the [Socket] section of the unit: it needs ListenStream=.</source>
        <translation>Prüfen Sie den Abschnitt [Socket] der Unit: Sie braucht ListenStream=.</translation>
    </message>
    <message>
        <source>A socket that was handed over cannot be made non-blocking.</source>
        <translation>Ein übergebener Socket kann nicht auf nicht blockierend gestellt werden.</translation>
    </message>
    <message>
        <source>A document could not be opened.</source>
        <translation>Ein Dokument konnte nicht geöffnet werden.</translation>
    </message>
    <message>
        <source>%1 answered: %2 %3</source>
        <translation>%1 antwortete: %2 %3</translation>
    </message>
    <message>
        <source>Larder is offline and has no copy of this file. Switch its network back to normal, or ask for something that was fetched before.</source>
        <translation>Larder ist offline und hat von dieser Datei keine Kopie. Schalten Sie sein Netz wieder auf normal, oder fragen Sie nach etwas, das schon einmal geholt wurde.</translation>
    </message>
    <message>
        <source>A stored file was damaged and is dropped: %1</source>
        <translation>Eine gespeicherte Datei war beschädigt und wird verworfen: %1</translation>
    </message>
    <message>
        <source>systemd handed over a socket named “%1”, and no cache has that name.</source>
        <translation>systemd hat einen Socket namens „%1“ übergeben, und kein Cache heißt so.</translation>
    </message>
    <message>
        <source>Set FileDescriptorName= in the socket unit to a cache&apos;s name, for example apt.</source>
        <translation>Setzen Sie FileDescriptorName= in der Socket-Unit auf den Namen eines Caches, zum Beispiel apt.</translation>
    </message>
    <message>
        <source>%1 %2 names no cache that Larder knows.</source>
        <translation>%1 %2 nennt keinen Cache, den Larder kennt.</translation>
    </message>
    <message>
        <source>Known caches: %1.</source>
        <translation>Bekannte Caches: %1.</translation>
    </message>
    <message>
        <source>Serve this cache, by default on its own port of 127.0.0.1. May be repeated, also with several addresses for one cache. Without it: every cache that Larder knows.</source>
        <translation>Diesen Cache bedienen, von sich aus an seinem eigenen Port von 127.0.0.1. Darf mehrmals stehen, auch mit mehreren Adressen für einen Cache. Ohne diese Option: jeder Cache, den Larder kennt.</translation>
    </message>
    <message>
        <source>Keep what was fetched in this folder.</source>
        <translation>Was geholt wurde, in diesem Ordner aufheben.</translation>
    </message>
    <message>
        <source>Keep statistics in this folder.</source>
        <translation>Die Statistik in diesem Ordner aufheben.</translation>
    </message>
    <message>
        <source>Read the settings from this file.</source>
        <translation>Die Einstellungen aus dieser Datei lesen.</translation>
    </message>
    <message>
        <source>Where a cache fetches from. May be repeated.</source>
        <translation>Woher ein Cache holt. Darf mehrmals stehen.</translation>
    </message>
    <message>
        <source>Permit this host although its address is private or its port unusual. May be repeated.</source>
        <translation>Diesen Rechner erlauben, obwohl seine Adresse privat oder sein Port ungewöhnlich ist. Darf mehrmals stehen.</translation>
    </message>
    <message>
        <source>Leave after so many minutes without a request; 0: never. By default only when systemd opened the sockets, and then after what the settings say.</source>
        <translation>Nach so vielen Minuten ohne Anfrage enden; 0: nie. Von sich aus nur, wenn systemd die Sockets geöffnet hat, und dann nach der Zeit, die in den Einstellungen steht.</translation>
    </message>
    <message>
        <source>Contact nobody; serve what is stored.</source>
        <translation>Niemanden kontaktieren; ausliefern, was gespeichert ist.</translation>
    </message>
    <message>
        <source>Show this help.</source>
        <translation>Diese Hilfe zeigen.</translation>
    </message>
    <message>
        <source>Show the version.</source>
        <translation>Die Version zeigen.</translation>
    </message>
    <message>
        <source>“larder-proxy --help” lists the options.</source>
        <translation>„larder-proxy --help“ nennt die Optionen.</translation>
    </message>
    <message>
        <source>“%1” is no option.</source>
        <translation>„%1“ ist keine Option.</translation>
    </message>
    <message>
        <source>--idle-exit takes a number of minutes, not “%1”.</source>
        <translation>--idle-exit braucht eine Anzahl von Minuten, nicht „%1“.</translation>
    </message>
    <message>
        <source>Larder&apos;s caching proxy: keeps what package managers download.

Exit status: 0 it served and was asked to end, or was idle; 1 it could not start (a port is taken, a folder cannot be written to, …); 2 an option is wrong.</source>
        <translation>Larders cachender Proxy: hebt auf, was Paketmanager herunterladen.

Exit-Status: 0 er hat bedient und sollte enden oder hatte nichts zu tun; 1 er konnte nicht starten (ein Port ist belegt, in einen Ordner kann nicht geschrieben werden, …); 2 eine Option ist falsch.</translation>
    </message>
    <message>
        <source>The catalogue of the cache cannot be written</source>
        <translation>Das Verzeichnis des Caches kann nicht geschrieben werden</translation>
    </message>
    <message>
        <source>The catalogue of the cache cannot be read</source>
        <translation>Das Verzeichnis des Caches kann nicht gelesen werden</translation>
    </message>
    <message>
        <source>Another process has been making room for a while.</source>
        <translation>Ein anderer Prozess schafft schon eine Weile Platz.</translation>
    </message>
    <message>
        <source>Try again later.</source>
        <translation>Versuchen Sie es später noch einmal.</translation>
    </message>
    <message>
        <source>There is no cache to check yet.</source>
        <translation>Es gibt noch keinen Cache, der geprüft werden könnte.</translation>
    </message>
    <message>
        <source>Another process is checking the cache.</source>
        <translation>Ein anderer Prozess prüft den Cache.</translation>
    </message>
    <message>
        <source>Wait until it is done.</source>
        <translation>Warten Sie, bis er fertig ist.</translation>
    </message>
    <message>
        <source>How far the check of the cache has come cannot be kept</source>
        <translation>Wie weit die Prüfung des Caches gekommen ist, kann nicht festgehalten werden</translation>
    </message>
    <message>
        <source>It is passed through. Raise the limits in the group [space] of the settings, unpin something, or free space on the disk.</source>
        <translation>Sie wird durchgereicht. Erhöhen Sie die Grenzen in der Gruppe [space] der Einstellungen, lösen Sie etwas Angeheftetes, oder schaffen Sie Platz auf der Platte.</translation>
    </message>
    <message>
        <source>A file of %1 is larger than all that may be kept.</source>
        <translation>Eine Datei von %1 ist größer als alles, was aufgehoben werden darf.</translation>
    </message>
    <message>
        <source>There is too little free space on the disk.</source>
        <translation>Auf der Platte ist zu wenig Platz frei.</translation>
    </message>
    <message>
        <source>There is no room in the stock.</source>
        <translation>Im Vorrat ist kein Platz.</translation>
    </message>
    <message>
        <source>%1 files (%2) that were unused for longest were removed to keep within the limits.</source>
        <translation>%1 Dateien (%2), die am längsten unbenutzt waren, wurden entfernt, um die Grenzen einzuhalten.</translation>
    </message>
    <message>
        <source>There is no room in the stock for anything new.</source>
        <translation>Im Vorrat ist kein Platz für Neues.</translation>
    </message>
    <message>
        <source>The stored file %1 cannot be read</source>
        <translation>Die gespeicherte Datei %1 kann nicht gelesen werden</translation>
    </message>
    <message>
        <source>The folder %1 cannot be written to disk</source>
        <translation>Der Ordner %1 kann nicht auf die Platte geschrieben werden</translation>
    </message>
    <message>
        <source>The folder %1 cannot be locked</source>
        <translation>Der Ordner %1 kann nicht gesperrt werden</translation>
    </message>
    <message>
        <source>The folder %1 was removed.</source>
        <translation>Der Ordner %1 wurde entfernt.</translation>
    </message>
    <message>
        <source>What is in stock is served, but nothing new is stored: %1</source>
        <translation>Was im Vorrat ist, wird ausgeliefert, aber nichts Neues gespeichert: %1</translation>
    </message>
    <message>
        <source>Everything comes from the network for now: %1</source>
        <translation>Vorerst kommt alles aus dem Netz: %1</translation>
    </message>
    <message>
        <source>The cache&apos;s index is lost.</source>
        <translation>Der Index des Caches ist verloren.</translation>
    </message>
    <message>
        <source>The cache&apos;s folder cannot be used</source>
        <translation>Der Ordner des Caches kann nicht benutzt werden</translation>
    </message>
    <message>
        <source>The disk that holds the cache in %1 is full.</source>
        <translation>Die Platte mit dem Cache in %1 ist voll.</translation>
    </message>
    <message>
        <source>Free some space, or choose a folder on another disk.</source>
        <translation>Schaffen Sie Platz, oder wählen Sie einen Ordner auf einer anderen Platte.</translation>
    </message>
    <message>
        <source>A cut download cannot be kept</source>
        <translation>Ein abgebrochener Download kann nicht aufgehoben werden</translation>
    </message>
    <message>
        <source>A file that was fetched cannot be stored</source>
        <translation>Eine geholte Datei kann nicht gespeichert werden</translation>
    </message>
    <message>
        <source>A fetched file changed while it was stored.</source>
        <translation>Eine geholte Datei hat sich beim Speichern geändert.</translation>
    </message>
    <message>
        <source>A stored file vanished while it was stored.</source>
        <translation>Eine Datei ist beim Speichern verschwunden.</translation>
    </message>
    <message>
        <source>The file is not in the cache any more.</source>
        <translation>Die Datei ist nicht mehr im Cache.</translation>
    </message>
    <message>
        <source>The cache in %1 was made by a newer Larder.</source>
        <translation>Der Cache in %1 stammt von einem neueren Larder.</translation>
    </message>
    <message>
        <source>Update Larder.</source>
        <translation>Aktualisieren Sie Larder.</translation>
    </message>
    <message>
        <source>The cache in %1 was made by an older Larder, and is brought up to date when a cache starts.</source>
        <translation>Der Cache in %1 stammt von einem älteren Larder und wird auf den neuen Stand gebracht, wenn ein Cache startet.</translation>
    </message>
    <message>
        <source>Start a cache, or run “larder gc”.</source>
        <translation>Starten Sie einen Cache, oder rufen Sie „larder gc“ auf.</translation>
    </message>
    <message>
        <source>The cache&apos;s index holds a damaged line for %1.</source>
        <translation>Der Index des Caches hat eine beschädigte Zeile für %1.</translation>
    </message>
    <message>
        <source>Update Larder, or choose another folder for the cache.</source>
        <translation>Aktualisieren Sie Larder, oder wählen Sie einen anderen Ordner für den Cache.</translation>
    </message>
    <message>
        <source>There is no cache in %1 yet.</source>
        <translation>In %1 ist noch kein Cache.</translation>
    </message>
    <message>
        <source>The cache&apos;s folder cannot be opened</source>
        <translation>Der Ordner des Caches kann nicht geöffnet werden</translation>
    </message>
    <message>
        <source>The cache&apos;s folder cannot be locked</source>
        <translation>Der Ordner des Caches kann nicht gesperrt werden</translation>
    </message>
    <message>
        <source>The cache&apos;s index is being made anew.</source>
        <translation>Der Index des Caches wird neu angelegt.</translation>
    </message>
    <message>
        <source>What is asked for meanwhile comes from the network.</source>
        <translation>Was inzwischen angefragt wird, kommt aus dem Netz.</translation>
    </message>
    <message>
        <source>The cache&apos;s index cannot be made anew</source>
        <translation>Der Index des Caches kann nicht neu angelegt werden</translation>
    </message>
    <message>
        <source>The cache&apos;s index was damaged or lost and is made anew. Entries: %1. Records that were damaged too: %2.</source>
        <translation>Der Index des Caches war beschädigt oder verloren und wird neu angelegt. Einträge: %1. Aufzeichnungen, die auch beschädigt waren: %2.</translation>
    </message>
    <message>
        <source>The cache was made by a newer Larder.</source>
        <translation>Der Cache stammt von einem neueren Larder.</translation>
    </message>
    <message>
        <source>A file that is being fetched cannot be stored</source>
        <translation>Eine Datei, die gerade geholt wird, kann nicht gespeichert werden</translation>
    </message>
    <message>
        <source>No folder for a file to be fetched can be made.</source>
        <translation>Für eine zu holende Datei kann kein Ordner angelegt werden.</translation>
    </message>
    <message>
        <source>The index names a folder that is not ours.</source>
        <translation>Der Index nennt einen Ordner, der nicht uns gehört.</translation>
    </message>
    <message>
        <source>The cache&apos;s folder or index was removed or replaced.</source>
        <translation>Der Ordner oder der Index des Caches wurde entfernt oder ersetzt.</translation>
    </message>
    <message>
        <source>A stored file cannot be removed</source>
        <translation>Eine gespeicherte Datei kann nicht entfernt werden</translation>
    </message>
    <message>
        <source>A stored file was damaged and is fetched anew.</source>
        <translation>Eine gespeicherte Datei war beschädigt und wird neu geholt.</translation>
    </message>
    <message>
        <source>A stored file cannot be opened</source>
        <translation>Eine gespeicherte Datei kann nicht geöffnet werden</translation>
    </message>
    <message>
        <source>To change where it listens: larder settings set cache-%1.listen ADDRESS:PORT</source>
        <translation>Wo er lauscht, ändert: larder settings set cache-%1.listen ADDRESS:PORT</translation>
    </message>
    <message>
        <source>Larder is ending and opens no cache any more.</source>
        <translation>Larder wird beendet und öffnet keinen Cache mehr.</translation>
    </message>
    <message>
        <source>Stop it, or choose another port.</source>
        <translation>Beenden Sie es, oder wählen Sie einen anderen Port.</translation>
    </message>
    <message>
        <source>Choose another address or port.</source>
        <translation>Wählen Sie eine andere Adresse oder einen anderen Port.</translation>
    </message>
    <message>
        <source>The option is --cache %1=ADDRESS:PORT.</source>
        <translation>Die Option dafür ist --cache %1=ADDRESS:PORT.</translation>
    </message>
    <message>
        <source>“larder verify” makes it again from what is stored.</source>
        <translation>„larder verify“ erstellt ihn neu aus dem, was gespeichert ist.</translation>
    </message>
</context>
<context>
    <name>larder::Autostart</name>
    <message>
        <source>%1 is not Larder&apos;s own, and stays as it is.</source>
        <translation>%1 gehört nicht Larder und bleibt, wie es ist.</translation>
    </message>
    <message>
        <source>Move it away if Larder is to start with the session.</source>
        <translation>Legen Sie die Datei beiseite, wenn Larder mit der Sitzung starten soll.</translation>
    </message>
</context>
<context>
    <name>larder::Bus</name>
    <message>
        <source>%1 cannot be reached</source>
        <translation>%1 ist nicht zu erreichen</translation>
    </message>
    <message>
        <source>The system&apos;s message bus</source>
        <translation>Der Nachrichtenbus des Systems</translation>
    </message>
    <message>
        <source>The message bus of your session</source>
        <translation>Der Nachrichtenbus Ihrer Sitzung</translation>
    </message>
    <message>
        <source>The message bus at %1</source>
        <translation>Der Nachrichtenbus unter %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>larder::CacheUnits</name>
    <message>
        <source>The unit %1 is masked, and stays so.</source>
        <translation>Die Unit %1 ist maskiert und bleibt es.</translation>
    </message>
    <message>
        <source>If Larder may use it: systemctl --user unmask %1</source>
        <translation>Wenn Larder sie benutzen darf: systemctl --user unmask %1</translation>
    </message>
    <message>
        <source>The unit %1 (%2) is not Larder&apos;s own, and stays as it is.</source>
        <translation>Die Unit %1 (%2) gehört nicht Larder und bleibt, wie sie ist.</translation>
    </message>
    <message>
        <source>The cache %1 is already run by process %2.</source>
        <translation>Der Cache %1 wird schon von Prozess %2 betrieben.</translation>
    </message>
    <message>
        <source>Stop that process first, and try again.</source>
        <translation>Beenden Sie diesen Prozess zuerst, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Stop that program, or choose another port: larder settings set cache-%1.listen ADDRESS:PORT</source>
        <translation>Beenden Sie dieses Programm, oder wählen Sie einen anderen Port: larder settings set cache-%1.listen ADDRESS:PORT</translation>
    </message>
    <message>
        <source>systemd could not listen for the cache %1 (%2).</source>
        <translation>systemd konnte für den Cache %1 nicht lauschen (%2).</translation>
    </message>
    <message>
        <source>What it says about it: journalctl --user -u %1</source>
        <translation>Was es dazu sagt: journalctl --user -u %1</translation>
    </message>
    <message>
        <source>On demand, the cache %1 needs a port that is known beforehand.</source>
        <translation>Auf Abruf braucht der Cache %1 einen Port, der im Voraus bekannt ist.</translation>
    </message>
    <message>
        <source>Set it: larder settings set cache-%1.listen ADDRESS:PORT</source>
        <translation>Legen Sie ihn fest: larder settings set cache-%1.listen ADDRESS:PORT</translation>
    </message>
    <message>
        <source>The proxy of the cache %1 still finishes what it was asked.</source>
        <translation>Der Proxy des Caches %1 beendet noch, worum er gebeten wurde.</translation>
    </message>
    <message>
        <source>Try again later, or end it: systemctl --user stop %1</source>
        <translation>Versuchen Sie es später noch einmal, oder beenden Sie ihn: systemctl --user stop %1</translation>
    </message>
    <message>
        <source>The proxy that runs the cache %1 does not give it up.</source>
        <translation>Der Proxy, der den Cache %1 betreibt, gibt ihn nicht ab.</translation>
    </message>
    <message>
        <source>End it, and try again: systemctl --user stop %1</source>
        <translation>Beenden Sie ihn, und versuchen Sie es noch einmal: systemctl --user stop %1</translation>
    </message>
    <message>
        <source>It may belong to an older set-up with caches of the same names. “larder on %1 --replace”, or “Replace Units of Other Software…” in the menu of the cache in the window, stops it and uses Larder&apos;s own; “larder undo” puts it back.</source>
        <translation>Sie gehört vielleicht zu einer älteren Einrichtung mit gleichnamigen Caches. „larder on %1 --replace“ oder „Units anderer Software ersetzen …“ im Menü des Caches im Fenster hält sie an und benutzt Larders eigene; „larder undo“ stellt sie wieder her.</translation>
    </message>
</context>
<context>
    <name>larder::Keeper</name>
    <message>
        <source>The process %1 (%2), which was started by hand, still answers for the cache %3.</source>
        <translation>Der Prozess %1 (%2), der von Hand gestartet wurde, antwortet noch für den Cache %3.</translation>
    </message>
    <message>
        <source>End it where it was started, or with: kill %1</source>
        <translation>Beenden Sie ihn dort, wo er gestartet wurde, oder mit: kill %1</translation>
    </message>
</context>
<context>
    <name>larder::Ledger</name>
    <message>
        <source>%1 cannot be removed</source>
        <translation>%1 kann nicht entfernt werden</translation>
    </message>
    <message>
        <source>The link %1 cannot be made</source>
        <translation>Der Link %1 kann nicht angelegt werden</translation>
    </message>
    <message>
        <source>%1, which lists what Larder changed on this machine, cannot be read.</source>
        <translation>%1 führt auf, was Larder an diesem Rechner geändert hat, und kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Move it away; what it lists must then be undone by hand.</source>
        <translation>Legen Sie die Datei beiseite; was darin steht, muss dann von Hand rückgängig gemacht werden.</translation>
    </message>
    <message>
        <source>%1 is a link that Larder did not make, and stays as it is.</source>
        <translation>%1 ist ein Link, den Larder nicht angelegt hat, und bleibt, wie er ist.</translation>
    </message>
    <message>
        <source>Move it away if you want Larder&apos;s file there.</source>
        <translation>Legen Sie ihn beiseite, wenn dort Larders Datei stehen soll.</translation>
    </message>
    <message>
        <source>Larder changed nothing at %1.</source>
        <translation>Larder hat an %1 nichts geändert.</translation>
    </message>
    <message>
        <source>%1 was changed since Larder wrote it, and stays as it is.</source>
        <translation>%1 wurde geändert, nachdem Larder es geschrieben hat, und bleibt, wie es ist.</translation>
    </message>
    <message>
        <source>Look at it, and remove it yourself if it is not needed.</source>
        <translation>Sehen Sie es sich an, und entfernen Sie es selbst, wenn es nicht gebraucht wird.</translation>
    </message>
</context>
<context>
    <name>larder::Setting</name>
    <message>
        <source>Allowed are true and false.</source>
        <translation>Erlaubt sind true und false.</translation>
    </message>
    <message>
        <source>Allowed is a size, such as 20 GiB or 512 MiB.</source>
        <translation>Erlaubt ist eine Größe wie 20 GiB oder 512 MiB.</translation>
    </message>
    <message>
        <source>How much of the network may be used; auto follows the machine, which may be on a metered link or offline.</source>
        <translation>Wie weit das Netz benutzt werden darf; auto richtet sich nach dem Rechner, der an einer getakteten Verbindung hängen oder offline sein kann.</translation>
    </message>
    <message>
        <source>Allowed are auto, normal, metered and offline.</source>
        <translation>Erlaubt sind auto, normal, metered und offline.</translation>
    </message>
    <message>
        <source>Whether, or until when, everything is passed through and nothing is taken from the stock or added to it.</source>
        <translation>Ob oder bis wann alles durchgereicht und dem Vorrat nichts entnommen oder hinzugefügt wird.</translation>
    </message>
    <message>
        <source>Allowed are false, true and a time in UTC, such as 2026-11-24T18:30:00Z.</source>
        <translation>Erlaubt sind false, true und eine Zeit in UTC wie 2026-11-24T18:30:00Z.</translation>
    </message>
    <message>
        <source>The proxy through which upstreams are reached; system means http_proxy and its relatives in the environment.</source>
        <translation>Der Proxy, über den die Quellen erreicht werden; system bedeutet http_proxy und Verwandte in der Umgebung.</translation>
    </message>
    <message>
        <source>Allowed are system, none, http://[user:password@]host:port and socks5://[user:password@]host:port.</source>
        <translation>Erlaubt sind system, none, http://[user:password@]host:port und socks5://[user:password@]host:port.</translation>
    </message>
    <message>
        <source>Hosts at private addresses, or with unusual ports, that may be fetched from.</source>
        <translation>Rechner an privaten Adressen oder mit ungewöhnlichen Ports, von denen geholt werden darf.</translation>
    </message>
    <message>
        <source>Allowed is a list of hosts, each with or without a port, such as mirror.lan, 10.0.0.5:8080.</source>
        <translation>Erlaubt ist eine Liste von Rechnern, jeder mit oder ohne Port, etwa mirror.lan, 10.0.0.5:8080.</translation>
    </message>
    <message>
        <source>Who answers: systemd starts a proxy on the first request (on-demand), the tray application does while it runs (built-in), or nobody (off).</source>
        <translation>Wer antwortet: systemd startet bei der ersten Anfrage einen Proxy (on-demand), die Tray-Anwendung antwortet, solange sie läuft (built-in), oder niemand (off).</translation>
    </message>
    <message>
        <source>Allowed are on-demand, built-in and off.</source>
        <translation>Erlaubt sind on-demand, built-in und off.</translation>
    </message>
    <message>
        <source>The addresses and ports at which clients reach the cache.</source>
        <translation>Die Adressen und Ports, an denen Clients den Cache erreichen.</translation>
    </message>
    <message>
        <source>Allowed is a list of numeric addresses with ports, such as 127.0.0.1:3142, [::1]:3142.</source>
        <translation>Erlaubt ist eine Liste numerischer Adressen mit Ports, etwa 127.0.0.1:3142, [::1]:3142.</translation>
    </message>
    <message>
        <source>The registry or index that is asked for what is not in stock.</source>
        <translation>Die Registry oder der Index, wo angefragt wird, was nicht im Vorrat ist.</translation>
    </message>
    <message>
        <source>Allowed is an http or https URL.</source>
        <translation>Erlaubt ist eine http- oder https-URL.</translation>
    </message>
    <message>
        <source>Registries or indexes beside it, each asked below its name.</source>
        <translation>Registries oder Indizes daneben, jede unter ihrem Namen erreichbar.</translation>
    </message>
    <message>
        <source>Allowed is a list of names with their http or https URLs, such as work=https://npm.work.example/. Names begin with a lower-case letter or a digit, have “-” beside them, and are not dists, files, mirror, p2, pypi, root or simple.</source>
        <translation>Erlaubt ist eine Liste von Namen mit ihren http- oder https-URLs, etwa work=https://npm.work.example/. Namen beginnen mit einem Kleinbuchstaben oder einer Ziffer, dürfen außerdem „-“ enthalten und nicht dists, files, mirror, p2, pypi, root oder simple lauten.</translation>
    </message>
    <message>
        <source>How much this cache may store; nothing means as much as all together.</source>
        <translation>Wie viel dieser Cache speichern darf; nichts bedeutet so viel wie alle zusammen.</translation>
    </message>
    <message>
        <source>Whether Yarn 1 fetches tarballs from Larder too; its lock file then names Larder&apos;s address.</source>
        <translation>Ob auch Yarn 1 Tarballs von Larder holt; seine Lock-Datei nennt dann Larders Adresse.</translation>
    </message>
    <message>
        <source>Whether Composer without the plugin fetches packages from Larder too; composer.lock then names Larder&apos;s address.</source>
        <translation>Ob auch Composer ohne das Plugin Pakete von Larder holt; composer.lock nennt dann Larders Adresse.</translation>
    </message>
    <message>
        <source>How much all caches together may store.</source>
        <translation>Wie viel alle Caches zusammen speichern dürfen.</translation>
    </message>
    <message>
        <source>How much of the disk stays free; nothing means 5 GiB, or a tenth of a smaller disk.</source>
        <translation>Wie viel von der Platte frei bleibt; nichts bedeutet 5 GiB oder ein Zehntel einer kleineren Platte.</translation>
    </message>
    <message>
        <source>After how many minutes without a request a proxy that systemd started leaves; 0 means never.</source>
        <translation>Nach wie vielen Minuten ohne Anfrage ein Proxy endet, den systemd gestartet hat; 0 bedeutet nie.</translation>
    </message>
    <message>
        <source>Allowed is a whole number of minutes from 0 (never) to 10080.</source>
        <translation>Erlaubt ist eine ganze Zahl von Minuten von 0 (nie) bis 10080.</translation>
    </message>
    <message>
        <source>What a gigabyte costs on a metered link; nothing means that savings are told in bytes alone.</source>
        <translation>Was ein Gigabyte auf einer getakteten Verbindung kostet; nichts bedeutet, dass Ersparnisse nur in Byte angegeben werden.</translation>
    </message>
    <message>
        <source>Allowed is an amount with its currency, such as 4.50 EUR.</source>
        <translation>Erlaubt ist ein Betrag mit seiner Währung, etwa 4.50 EUR.</translation>
    </message>
    <message>
        <source>The language of the tray and its windows; nothing means that of the session.</source>
        <translation>Die Sprache des Trays und seiner Fenster; nichts bedeutet die der Sitzung.</translation>
    </message>
    <message>
        <source>Allowed is a language&apos;s code, such as de or pt_BR.</source>
        <translation>Erlaubt ist der Code einer Sprache, etwa de oder pt_BR.</translation>
    </message>
    <message>
        <source>Whether the tray tells that a cache has stopped, or that its port is taken.</source>
        <translation>Ob das Tray meldet, dass ein Cache angehalten hat oder sein Port belegt ist.</translation>
    </message>
    <message>
        <source>Whether the tray tells that nothing new can be stored.</source>
        <translation>Ob das Tray meldet, dass nichts Neues gespeichert werden kann.</translation>
    </message>
    <message>
        <source>Whether the tray tells that an origin is down and the stock is served instead.</source>
        <translation>Ob das Tray meldet, dass ein Ursprung ausgefallen ist und stattdessen aus dem Vorrat ausgeliefert wird.</translation>
    </message>
    <message>
        <source>Whether the tray tells that the network wants a log-in.</source>
        <translation>Ob das Tray meldet, dass das Netz eine Anmeldung verlangt.</translation>
    </message>
    <message>
        <source>Whether the tray tells the first saving on a metered link.</source>
        <translation>Ob das Tray die erste Ersparnis auf einer getakteten Verbindung meldet.</translation>
    </message>
</context>
<context>
    <name>larder::Undo</name>
    <message>
        <source>%1 was changed since Larder wrote it, and would stay as it is.</source>
        <translation>%1 wurde geändert, nachdem Larder es geschrieben hat, und bliebe, wie es ist.</translation>
    </message>
</context>
<context>
    <name>larder::UserManager</name>
    <message>
        <source>systemd did not carry out %1 for %2</source>
        <translation>systemd hat %1 für %2 nicht ausgeführt</translation>
    </message>
    <message>
        <source>A cache cannot start on demand here, since no systemd manager of this user can be reached: %1</source>
        <translation>Ein Cache kann hier nicht auf Abruf starten, da kein systemd-Manager dieses Benutzers zu erreichen ist: %1</translation>
    </message>
    <message>
        <source>larder-proxy, started by hand, serves all caches without it.</source>
        <translation>larder-proxy, von Hand gestartet, bedient alle Caches ohne ihn.</translation>
    </message>
    <message>
        <source>systemd is not on the message bus of your session.</source>
        <translation>systemd ist nicht auf dem Nachrichtenbus Ihrer Sitzung.</translation>
    </message>
    <message>
        <source>systemd does not answer</source>
        <translation>systemd antwortet nicht</translation>
    </message>
    <message>
        <source>systemd does not tell the state of a unit</source>
        <translation>systemd nennt den Zustand einer Unit nicht</translation>
    </message>
    <message>
        <source>systemd does not tell where units belong</source>
        <translation>systemd sagt nicht, wohin Units gehören</translation>
    </message>
    <message>
        <source>systemd did not read its units again</source>
        <translation>systemd hat seine Units nicht neu gelesen</translation>
    </message>
    <message>
        <source>within %1 seconds.</source>
        <translation>innerhalb von %1 Sekunden.</translation>
    </message>
</context>
<context>
    <name>larder::cli</name>
    <message>
        <source>The output cannot be written</source>
        <translation>Die Ausgabe kann nicht geschrieben werden</translation>
    </message>
</context>
<context>
    <name>larder::cli::Collect</name>
    <message>
        <source>Nothing would be removed.</source>
        <translation>Nichts würde entfernt.</translation>
    </message>
    <message>
        <source>Would be removed: %1.</source>
        <translation>Entfernt würde: %1.</translation>
    </message>
    <message>
        <source>Nothing had to be removed.</source>
        <translation>Nichts musste entfernt werden.</translation>
    </message>
    <message>
        <source>Removed: %1.</source>
        <translation>Entfernt: %1.</translation>
    </message>
    <message>
        <source>Swept away: %1 of leftovers.</source>
        <translation>Ausgefegt: %1 an Überresten.</translation>
    </message>
    <message>
        <source>larder gc            brings the stock within its limits now, and sweeps away
                     leftovers; --dry-run says what would go</source>
        <translation>larder gc            bringt den Vorrat jetzt in seine Grenzen und fegt
                     Überreste aus; --dry-run sagt, was weichen würde</translation>
    </message>
</context>
<context>
    <name>larder::cli::Control</name>
    <message>
        <source>Clients that are set to %1 fail until it is on again, unless they go direct by themselves.</source>
        <translation>Clients, die auf %1 eingestellt sind, scheitern, bis er wieder an ist, wenn sie nicht von sich aus direkt gehen.</translation>
    </message>
    <message>
        <source>Set to it: %1</source>
        <translation>Darauf eingestellt: %1</translation>
    </message>
    <message>
        <source>“larder pause” keeps the port open and passes everything through instead.</source>
        <translation>„larder pause“ lässt den Port offen und reicht stattdessen alles durch.</translation>
    </message>
    <message>
        <source>On: systemd listens on %1 and starts it on the first request.</source>
        <translation>An: systemd lauscht an %1 und startet ihn bei der ersten Anfrage.</translation>
    </message>
    <message>
        <source>It was on already, at %1.</source>
        <translation>Er war schon an, unter %1.</translation>
    </message>
    <message>
        <source>The tray application answers while it runs; systemd leaves the port to it.</source>
        <translation>Die Tray-Anwendung antwortet, solange sie läuft; systemd überlässt ihr den Port.</translation>
    </message>
    <message>
        <source>Off: nobody listens.</source>
        <translation>Aus: niemand lauscht.</translation>
    </message>
    <message>
        <source>It was off already.</source>
        <translation>Er war schon aus.</translation>
    </message>
    <message>
        <source>Written: %1</source>
        <translation>Geschrieben: %1</translation>
    </message>
    <message>
        <source>Process %1, which systemd did not start, still answers.</source>
        <translation>Prozess %1, den systemd nicht gestartet hat, antwortet weiterhin.</translation>
    </message>
    <message>
        <source>“%1” is no cache; there are %2.</source>
        <translation>„%1“ ist kein Cache; es gibt %2.</translation>
    </message>
    <message>
        <source>The mode of a cache is on-demand or built-in, not “%1”.</source>
        <translation>Der Modus eines Caches ist on-demand oder built-in, nicht „%1“.</translation>
    </message>
    <message>
        <source>larder off [CACHE…]  nobody listens any more; clients set to it fail</source>
        <translation>larder off [CACHE…]  niemand lauscht mehr; Clients, die darauf eingestellt sind,
                     scheitern</translation>
    </message>
    <message>
        <source>larder mode CACHE on-demand|built-in     started by systemd, or answered by
                     the tray application while it runs</source>
        <translation>larder mode CACHE on-demand|built-in     von systemd gestartet, oder von der
                     Tray-Anwendung beantwortet, solange sie läuft</translation>
    </message>
    <message>
        <source>Moved aside: %1</source>
        <translation>Beiseitegelegt: %1</translation>
    </message>
    <message>
        <source>“larder undo” puts it back.</source>
        <translation>„larder undo“ stellt es wieder her.</translation>
    </message>
    <message>
        <source>larder on [CACHE…]   systemd listens and starts a cache on its first request;
                     without a name: all of them
larder on --replace  stops units of an older set-up with the same names, and
                     keeps them for larder undo</source>
        <translation>larder on [CACHE…]   systemd lauscht und startet einen Cache bei seiner ersten
                     Anfrage; ohne Namen: alle
larder on --replace  hält gleichnamige Units einer älteren Einrichtung an und
                     hebt sie für larder undo auf</translation>
    </message>
    <message>
        <source>The tray application answers while it runs.</source>
        <translation>Die Tray-Anwendung antwortet, solange sie läuft.</translation>
    </message>
    <message>
        <source>The tray application answers while it runs, which it does not now.</source>
        <translation>Die Tray-Anwendung antwortet, solange sie läuft; zurzeit läuft sie nicht.</translation>
    </message>
    <message>
        <source>“larder mode %1 on-demand” lets systemd start it instead.</source>
        <translation>„larder mode %1 on-demand“ lässt stattdessen systemd ihn starten.</translation>
    </message>
</context>
<context>
    <name>larder::cli::List</name>
    <message>
        <source>--sort takes used, size or name, not “%1”.</source>
        <translation>--sort kennt used, size und name, nicht „%1“.</translation>
    </message>
    <message>
        <source>larder list [PATTERN …]
                     what is in the stock, used last first; “*” in a
                     pattern stands for anything: &apos;nginx*&apos;; --sort size
                     or name; --cache NAME: only what that one stored</source>
        <translation>larder list [MUSTER …]
                     was im Vorrat ist, zuletzt Benutztes zuerst; „*“ in
                     einem Muster steht für alles: &apos;nginx*&apos;; --sort size
                     oder name; --cache NAME: nur was dieser gespeichert hat</translation>
    </message>
</context>
<context>
    <name>larder::cli::Log</name>
    <message>
        <source>-n takes a number of lines from 0 to %1, not “%2”.</source>
        <translation>-n braucht eine Anzahl von Zeilen von 0 bis %1, nicht „%2“.</translation>
    </message>
    <message>
        <source>larder log           the last 20 requests; times are local
larder log -n 100    the last 100
larder log -f        the last 20, then each request as it comes, until Ctrl-C</source>
        <translation>larder log           die letzten 20 Anfragen; Zeiten sind örtlich
larder log -n 100    die letzten 100
larder log -f        die letzten 20, dann jede Anfrage, wie sie kommt, bis Strg-C</translation>
    </message>
</context>
<context>
    <name>larder::cli::Overview</name>
    <message>
        <source>larder status        who answers for which cache, where, and the lines that
                     point a client at it</source>
        <translation>larder status        wer für welchen Cache antwortet, wo, und die Zeilen, die
                     einen Client darauf einstellen</translation>
    </message>
    <message>
        <source>larder stats         requests and bytes: today, last 30 days, in total</source>
        <translation>larder stats         Anfragen und Bytes: heute, letzte 30 Tage, insgesamt</translation>
    </message>
</context>
<context>
    <name>larder::cli::Pause</name>
    <message>
        <source>But the proxy of %1 was started with --offline, which goes before it.</source>
        <translation>Aber der Proxy von %1 wurde mit --offline gestartet, und das geht vor.</translation>
    </message>
    <message>
        <source>The proxy of %1 (process %2) goes on as before.</source>
        <translation>Der Proxy von %1 (Prozess %2) macht weiter wie zuvor.</translation>
    </message>
    <message>
        <source>It may have other settings (--config), or there is a fault in these: “larder settings list” says so.</source>
        <translation>Er hat vielleicht andere Einstellungen (--config), oder in diesen ist ein Fehler: „larder settings list“ sagt es.</translation>
    </message>
    <message>
        <source>“larder pause” takes a time such as 30m, 2h or 1h30m, at most seven days, not “%1”.</source>
        <translation>„larder pause“ braucht eine Zeit wie 30m, 2h oder 1h30m, höchstens sieben Tage, nicht „%1“.</translation>
    </message>
    <message>
        <source>Requests are passed through to the network. Nothing is taken from the stock or added to it.</source>
        <translation>Anfragen werden ins Netz durchgereicht. Dem Vorrat wird nichts entnommen oder hinzugefügt.</translation>
    </message>
    <message>
        <source>Paused until “larder resume”.</source>
        <translation>Pause bis „larder resume“.</translation>
    </message>
    <message>
        <source>Paused until %1.</source>
        <translation>Pause bis %1.</translation>
    </message>
    <message>
        <source>The caches answer from the stock again.</source>
        <translation>Die Caches antworten wieder aus dem Vorrat.</translation>
    </message>
    <message>
        <source>Offline: what is in stock is served, and nobody is contacted.</source>
        <translation>Offline: Was im Vorrat ist, wird ausgeliefert, und niemand wird kontaktiert.</translation>
    </message>
    <message>
        <source>Not offline: the network is used, whatever the machine says about it.</source>
        <translation>Nicht offline: Das Netz wird benutzt, was auch immer der Rechner darüber sagt.</translation>
    </message>
    <message>
        <source>As the machine is connected: offline without a connection, and sparing on a metered one.</source>
        <translation>Wie der Rechner verbunden ist: offline ohne Verbindung und sparsam an einer getakteten.</translation>
    </message>
    <message>
        <source>“larder offline” takes on, off or auto, not “%1”.</source>
        <translation>„larder offline“ kennt on, off und auto, nicht „%1“.</translation>
    </message>
    <message>
        <source>larder pause [TIME]  pass everything through, for a time such as 30m or 2h,
                     otherwise until resumed; ports stay open</source>
        <translation>larder pause [ZEIT]  alles durchreichen, für eine Zeit wie 30m oder 2h, sonst
                     bis zum Fortsetzen; die Ports bleiben offen</translation>
    </message>
    <message>
        <source>larder resume        end a pause</source>
        <translation>larder resume        beendet eine Pause</translation>
    </message>
    <message>
        <source>larder offline on|off|auto     contact nobody; use the network; or follow
                     the machine, which is the default</source>
        <translation>larder offline on|off|auto     niemanden kontaktieren; das Netz benutzen; oder
                     sich nach dem Rechner richten, was die Vorgabe ist</translation>
    </message>
    <message>
        <source>But the caches are paused: until “larder resume”, or the end of the pause, everything is passed through to the network.</source>
        <translation>Die Caches pausieren aber: Bis zu „larder resume“ oder dem Ende der Pause wird alles ans Netz durchgereicht.</translation>
    </message>
</context>
<context>
    <name>larder::cli::Pin</name>
    <message>
        <source>Pinned: %1.</source>
        <translation>Angeheftet: %1.</translation>
    </message>
    <message>
        <source>Would be pinned: %1.</source>
        <translation>Angeheftet würde: %1.</translation>
    </message>
    <message>
        <source>All of it is pinned already.</source>
        <translation>Alles davon ist schon angeheftet.</translation>
    </message>
    <message>
        <source>No longer pinned: %1.</source>
        <translation>Nicht mehr angeheftet: %1.</translation>
    </message>
    <message>
        <source>Would no longer be pinned: %1.</source>
        <translation>Nicht mehr angeheftet wäre: %1.</translation>
    </message>
    <message>
        <source>Nothing of it is pinned.</source>
        <translation>Nichts davon ist angeheftet.</translation>
    </message>
    <message>
        <source>larder pin PATTERN …
                     never removed to make room, until it is unpinned</source>
        <translation>larder pin MUSTER …
                     weicht nie, um Platz zu schaffen, bis es gelöst wird</translation>
    </message>
    <message>
        <source>larder unpin PATTERN …
                     may go again when it was unused for longest</source>
        <translation>larder unpin MUSTER …
                     darf wieder weichen, wenn es am längsten unbenutzt war</translation>
    </message>
</context>
<context>
    <name>larder::cli::Remove</name>
    <message>
        <source>Removed: %1.</source>
        <translation>Entfernt: %1.</translation>
    </message>
    <message>
        <source>Would be removed: %1.</source>
        <translation>Entfernt würde: %1.</translation>
    </message>
    <message>
        <source>larder remove PATTERN …
                     out of the stock; pinned things only with --pinned;
                     --dry-run says what would go, also for pin and unpin</source>
        <translation>larder remove MUSTER …
                     aus dem Vorrat; Angeheftetes nur mit --pinned;
                     --dry-run sagt, was weichen würde, auch bei pin und unpin</translation>
    </message>
</context>
<context>
    <name>larder::cli::Request</name>
    <message>
        <source>--%1 needs a name.</source>
        <translation>--%1 braucht einen Namen.</translation>
    </message>
    <message>
        <source>“larder %1” takes no %2.</source>
        <translation>„larder %1“ kennt kein %2.</translation>
    </message>
    <message>
        <source>“larder %1” needs to be told more.</source>
        <translation>„larder %1“ muss mehr wissen.</translation>
    </message>
    <message>
        <source>“larder %1” takes no “%2”.</source>
        <translation>„larder %1“ nimmt kein „%2“.</translation>
    </message>
    <message>
        <source>“larder help” says what there is.</source>
        <translation>„larder help“ sagt, was es gibt.</translation>
    </message>
    <message>
        <source>A command is missing: %1 or help.</source>
        <translation>Ein Befehl fehlt: %1 oder help.</translation>
    </message>
    <message>
        <source>“%1” is no command of larder.</source>
        <translation>„%1“ ist kein Befehl von larder.</translation>
    </message>
    <message>
        <source>Larder keeps what package managers download, so that it is fetched once.

</source>
        <translation>Larder hebt auf, was Paketmanager herunterladen, damit es nur einmal geholt wird.

</translation>
    </message>
    <message>
        <source>larder help          this text

Options of all but help:
  --json             for programs: sizes in bytes, times in UTC; log prints one
                     object a line
  --state-dir DIR    where the proxy keeps its statistics, if not as usual
  --cache-dir DIR    where it keeps what was fetched, if not as usual
  --config FILE      the settings, if not the usual file
  --version          the version of Larder

Exit status: 0 all is well; 1 something could not be read or done, a sentence
says what; 2 the command or an option is wrong; 3 verify found damage and
dropped it.
</source>
        <translation>larder help          dieser Text

Optionen aller außer help:
  --json             für Programme: Größen in Byte, Zeiten in UTC; log gibt ein
                     Objekt je Zeile aus
  --state-dir DIR    wo der Proxy seine Statistik aufhebt, wenn nicht wie üblich
  --cache-dir DIR    wo er aufhebt, was geholt wurde, wenn nicht wie üblich
  --config FILE      die Einstellungen, wenn nicht die übliche Datei
  --version          die Version von Larder

Exit-Status: 0 alles ist gut; 1 etwas konnte nicht gelesen oder getan werden, ein
Satz sagt, was; 2 der Befehl oder eine Option ist falsch; 3 verify hat Schäden
gefunden und Beschädigtes verworfen.
</translation>
    </message>
</context>
<context>
    <name>larder::cli::Settings</name>
    <message>
        <source>This is the default.</source>
        <translation>Das ist die Vorgabe.</translation>
    </message>
    <message>
        <source>The default is nothing.</source>
        <translation>Die Vorgabe ist nichts.</translation>
    </message>
    <message>
        <source>The default is %1.</source>
        <translation>Die Vorgabe ist %1.</translation>
    </message>
    <message>
        <source>The settings are in %1.</source>
        <translation>Die Einstellungen stehen in %1.</translation>
    </message>
    <message>
        <source>It holds when the proxy starts next; “larder on %1” passes it on to systemd.</source>
        <translation>Es gilt, wenn der Proxy das nächste Mal startet; „larder on %1“ gibt es an systemd weiter.</translation>
    </message>
    <message>
        <source>It holds when the proxy starts next.</source>
        <translation>Es gilt, wenn der Proxy das nächste Mal startet.</translation>
    </message>
    <message>
        <source>Proxies that run take it over now.</source>
        <translation>Laufende Proxys übernehmen es jetzt.</translation>
    </message>
    <message>
        <source>%1 is set.</source>
        <translation>%1 ist gesetzt.</translation>
    </message>
    <message>
        <source>%1 is back to its default: nothing.</source>
        <translation>%1 ist wieder auf der Vorgabe: nichts.</translation>
    </message>
    <message>
        <source>%1 is back to its default: %2.</source>
        <translation>%1 ist wieder auf der Vorgabe: %2.</translation>
    </message>
    <message>
        <source>“larder settings list” takes no “%1”.</source>
        <translation>„larder settings list“ nimmt kein „%1“.</translation>
    </message>
    <message>
        <source>“larder settings” takes list, get, set or unset, not “%1”.</source>
        <translation>„larder settings“ kennt list, get, set und unset, nicht „%1“.</translation>
    </message>
    <message>
        <source>“larder settings %1” needs the name of a setting.</source>
        <translation>„larder settings %1“ braucht den Namen einer Einstellung.</translation>
    </message>
    <message>
        <source>“larder settings set %1” needs a value.</source>
        <translation>„larder settings set %1“ braucht einen Wert.</translation>
    </message>
    <message>
        <source>“larder settings %1” takes no “%2”.</source>
        <translation>„larder settings %1“ nimmt kein „%2“.</translation>
    </message>
    <message>
        <source>larder settings list
                     every setting: its value, what it is for, what is
                     allowed
larder settings get NAME
larder settings set NAME VALUE…
larder settings unset NAME     back to the default</source>
        <translation>larder settings list
                     jede Einstellung: ihr Wert, wozu sie dient, was erlaubt
                     ist
larder settings get NAME
larder settings set NAME WERT…
larder settings unset NAME     zurück zur Vorgabe</translation>
    </message>
    <message>
        <source>The tray application does it while it runs; without it, “larder on”, “larder off” and “larder mode” do.</source>
        <translation>Das übernimmt die Tray-Anwendung, solange sie läuft; ohne sie „larder on“, „larder off“ und „larder mode“.</translation>
    </message>
    <message>
        <source>The tray application takes it over now, if it runs.</source>
        <translation>Die Tray-Anwendung übernimmt es jetzt, falls sie läuft.</translation>
    </message>
    <message>
        <source>It holds when the tray application starts next.</source>
        <translation>Das gilt, sobald die Tray-Anwendung das nächste Mal startet.</translation>
    </message>
</context>
<context>
    <name>larder::cli::Stock</name>
    <message>
        <source>A pattern is empty.</source>
        <translation>Ein Muster ist leer.</translation>
    </message>
    <message>
        <source>There is no cache “%1”; there are %2.</source>
        <translation>Es gibt keinen Cache „%1“; es gibt %2.</translation>
    </message>
    <message>
        <source>(pinned)</source>
        <translation>(angeheftet)</translation>
    </message>
</context>
<context>
    <name>larder::cli::Text</name>
    <message>
        <source>Nobody answers now. The tray application does while it runs.</source>
        <translation>Jetzt antwortet niemand. Die Tray-Anwendung tut es, solange sie läuft.</translation>
    </message>
    <message>
        <source>Asleep. systemd listens, and starts it on its first request.</source>
        <translation>Schläft. systemd lauscht und startet ihn bei der ersten Anfrage.</translation>
    </message>
    <message>
        <source>Failed. systemd could not listen, or could not start it: “journalctl --user -u cache-%1.socket -u cache-%1.service” says why, “larder on %1” tries again.</source>
        <translation>Gescheitert. systemd konnte nicht lauschen oder ihn nicht starten: „journalctl --user -u cache-%1.socket -u cache-%1.service“ sagt, warum, „larder on %1“ versucht es noch einmal.</translation>
    </message>
    <message>
        <source>Units named cache-%1 are there that are not Larder&apos;s own; “larder on %1” says where.</source>
        <translation>Units namens cache-%1 sind da, die nicht Larder gehören; „larder on %1“ sagt, wo.</translation>
    </message>
    <message>
        <source>Off. “larder on %1” lets systemd start it on its first request.</source>
        <translation>Aus. „larder on %1“ lässt systemd ihn bei der ersten Anfrage starten.</translation>
    </message>
    <message>
        <source>Nobody answers now. There is no systemd manager of this user that could start it on a request.</source>
        <translation>Jetzt antwortet niemand. Kein systemd-Manager dieses Benutzers könnte ihn bei einer Anfrage starten.</translation>
    </message>
    <message>
        <source>Log-in</source>
        <translation>Anmeldung</translation>
    </message>
    <message>
        <source>The network answers in the place of %1.</source>
        <translation>Das Netz antwortet anstelle von %1.</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>Ausgefallen</translation>
    </message>
    <message>
        <source>%1 cannot be reached.</source>
        <translation>%1 ist nicht zu erreichen.</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>%1 (process %2)</source>
        <translation>%1 (Prozess %2)</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>Trouble</source>
        <translation>Störung</translation>
    </message>
    <message>
        <source>By hand</source>
        <translation>Von Hand</translation>
    </message>
    <message>
        <source>no requests yet</source>
        <translation>noch keine Anfragen</translation>
    </message>
    <message>
        <source>%1 requests, %2 from stock, %3 saved</source>
        <translation>%1 Anfragen, %2 aus dem Vorrat, %3 gespart</translation>
    </message>
    <message>
        <source>For %1, in %2:</source>
        <translation>Für %1, in %2:</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>Seite</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>In stock: %1, %2 of at most %3</source>
        <translation>Im Vorrat: %1, %2 von höchstens %3</translation>
    </message>
    <message>
        <source>the disk has room for %1 more</source>
        <translation>die Platte hat Platz für weitere %1</translation>
    </message>
    <message>
        <source>the oldest goes, as %1 of the disk are to stay free</source>
        <translation>das Älteste weicht, da %1 der Platte frei bleiben sollen</translation>
    </message>
    <message>
        <source>%1 may come, as %2 of the disk stay free</source>
        <translation>%1 dürfen noch kommen, da %2 der Platte frei bleiben</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>Letzte 30 Tage</translation>
    </message>
    <message>
        <source>In total</source>
        <translation>Insgesamt</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>Share answered from stock</source>
        <translation>Anteil aus dem Vorrat</translation>
    </message>
    <message>
        <source>Sent to clients</source>
        <translation>An Clients gesendet</translation>
    </message>
    <message>
        <source>Fetched over the network</source>
        <translation>Aus dem Netz geholt</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Gespart</translation>
    </message>
    <message>
        <source>of it on a metered connection</source>
        <translation>davon an getakteter Verbindung</translation>
    </message>
    <message>
        <source>stock</source>
        <translation>Vorrat</translation>
    </message>
    <message>
        <source>fetched</source>
        <translation>geholt</translation>
    </message>
    <message>
        <source>renewed</source>
        <translation>erneuert</translation>
    </message>
    <message>
        <source>stock, old</source>
        <translation>Vorrat, alt</translation>
    </message>
    <message>
        <source>passed</source>
        <translation>durchgereicht</translation>
    </message>
    <message>
        <source>tunnel</source>
        <translation>Tunnel</translation>
    </message>
    <message>
        <source>own page</source>
        <translation>eigene Seite</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>gescheitert</translation>
    </message>
    <message>
        <source>Saved is what the origins would have sent for these requests, less what was fetched.</source>
        <translation>Gespart ist, was die Ursprünge für diese Anfragen gesendet hätten, abzüglich dessen, was geholt wurde.</translation>
    </message>
</context>
<context>
    <name>larder::cli::TrayRequest</name>
    <message>
        <source>The tray application did not change the cache %1 in time.</source>
        <translation>Die Tray-Anwendung hat den Cache %1 nicht rechtzeitig umgestellt.</translation>
    </message>
    <message>
        <source>It may still do so: larder status says how it is.</source>
        <translation>Vielleicht tut sie es noch: larder status sagt, wie es steht.</translation>
    </message>
    <message>
        <source>The tray application ended before it had changed the cache %1.</source>
        <translation>Die Tray-Anwendung wurde beendet, bevor sie den Cache %1 umgestellt hatte.</translation>
    </message>
    <message>
        <source>Run the command again: it does without the tray application then.</source>
        <translation>Den Befehl noch einmal ausführen: Er kommt dann ohne die Tray-Anwendung aus.</translation>
    </message>
</context>
<context>
    <name>larder::cli::Undo</name>
    <message>
        <source>Larder has changed nothing outside its own folders.</source>
        <translation>Larder hat außerhalb seiner eigenen Ordner nichts geändert.</translation>
    </message>
    <message>
        <source>Removed: %1</source>
        <translation>Entfernt: %1</translation>
    </message>
    <message>
        <source>Put back: %1</source>
        <translation>Wiederhergestellt: %1</translation>
    </message>
    <message>
        <source>Would be removed: %1</source>
        <translation>Entfernt würde: %1</translation>
    </message>
    <message>
        <source>Would be put back as it was: %1</source>
        <translation>Wiederhergestellt würde, wie es war: %1</translation>
    </message>
    <message>
        <source>larder undo          turns the caches off and puts back what Larder changed on
                     this machine; what somebody changed since is left alone
larder undo --dry-run   only says what that is</source>
        <translation>larder undo          schaltet die Caches aus und stellt wieder her, was Larder an
                     diesem Rechner geändert hat; was jemand seither geändert
                     hat, bleibt in Ruhe
larder undo --dry-run   sagt nur, was das ist</translation>
    </message>
</context>
<context>
    <name>larder::cli::Verify</name>
    <message>
        <source>Checked %1 of %2 (%3 %)</source>
        <translation>Geprüft: %1 von %2 (%3 %)</translation>
    </message>
    <message>
        <source>The index was damaged or lost and has been made anew. Entries: %1.</source>
        <translation>Der Index war beschädigt oder verloren und wurde neu angelegt. Einträge: %1.</translation>
    </message>
    <message>
        <source>Damaged, dropped: %1</source>
        <translation>Beschädigt, verworfen: %1</translation>
    </message>
    <message>
        <source>Missing, dropped: %1</source>
        <translation>Verschwunden, verworfen: %1</translation>
    </message>
    <message>
        <source>Files that nothing named, removed: %1</source>
        <translation>Dateien, die nichts nannte, entfernt: %1</translation>
    </message>
    <message>
        <source>Stopped after %1 %. The next “larder verify” goes on there.</source>
        <translation>Nach %1 % angehalten. Das nächste „larder verify“ macht dort weiter.</translation>
    </message>
    <message>
        <source>Checked: %1.</source>
        <translation>Geprüft: %1.</translation>
    </message>
    <message>
        <source>What was wrong is dropped, and fetched anew when it is asked for.</source>
        <translation>Was nicht stimmte, ist verworfen und wird neu geholt, wenn danach gefragt wird.</translation>
    </message>
    <message>
        <source>Everything is as it should be.</source>
        <translation>Alles ist, wie es sein soll.</translation>
    </message>
    <message>
        <source>larder verify        check everything in stock and drop what is damaged; one
                     that was stopped goes on where it was
larder verify --from-start   the same from the beginning</source>
        <translation>larder verify        alles im Vorrat prüfen und Beschädigtes verwerfen; wurde es
                     angehalten, geht es dort weiter
larder verify --from-start   dasselbe von vorn</translation>
    </message>
</context>
<context>
    <name>larder::ecosystem</name>
    <message>
        <source>A document is cut or cannot be decompressed.</source>
        <translation>Ein Dokument ist abgeschnitten oder kann nicht entpackt werden.</translation>
    </message>
    <message>
        <source>A document is larger than 256 MiB.</source>
        <translation>Ein Dokument ist größer als 256 MiB.</translation>
    </message>
    <message>
        <source>A rewritten document is larger than 256 MiB.</source>
        <translation>Ein umgeschriebenes Dokument ist größer als 256 MiB.</translation>
    </message>
    <message>
        <source>A rewritten document could not be written.</source>
        <translation>Ein umgeschriebenes Dokument konnte nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>CONNECT needs a host and a port, such as deb.debian.org:443.</source>
        <translation>CONNECT braucht einen Rechner und einen Port, etwa deb.debian.org:443.</translation>
    </message>
    <message>
        <source>Connections are tunnelled to port 443 only.</source>
        <translation>Verbindungen werden nur zu Port 443 getunnelt.</translation>
    </message>
    <message>
        <source>A document has a text of more than 32 MiB.</source>
        <translation>Ein Dokument hat einen Text von mehr als 32 MiB.</translation>
    </message>
    <message>
        <source>What came is not the document that was asked for.</source>
        <translation>Was kam, ist nicht das angefragte Dokument.</translation>
    </message>
    <message>
        <source>Check the address of the registry or index, and whether this network asks for a log-in.</source>
        <translation>Prüfen Sie die Adresse der Registry oder des Index und ob dieses Netz eine Anmeldung verlangt.</translation>
    </message>
</context>
<context>
    <name>larder::ecosystem::apt</name>
    <message>
        <source>POST is forwarded to the Debian bug tracker only.</source>
        <translation>POST wird nur an das Fehlerverfolgungssystem von Debian weitergegeben.</translation>
    </message>
    <message>
        <source>Archives are read with GET and HEAD only.</source>
        <translation>Archive werden nur mit GET und HEAD gelesen.</translation>
    </message>
    <message>
        <source>This address names no archive.</source>
        <translation>Diese Adresse nennt kein Archiv.</translation>
    </message>
    <message>
        <source>Ask for /HOST/PATH, such as /deb.debian.org/debian/dists/stable/InRelease, for /HTTPS///HOST/PATH, or use this address as a proxy.</source>
        <translation>Fragen Sie nach /HOST/PATH, etwa /deb.debian.org/debian/dists/stable/InRelease, nach /HTTPS///HOST/PATH, oder benutzen Sie diese Adresse als Proxy.</translation>
    </message>
    <message>
        <source>A package index has a line of more than 1 MiB.</source>
        <translation>Ein Paketindex hat eine Zeile von mehr als 1 MiB.</translation>
    </message>
    <message>
        <source>A package index is cut or cannot be decompressed.</source>
        <translation>Ein Paketindex ist abgeschnitten oder kann nicht entpackt werden.</translation>
    </message>
    <message>
        <source>A package index is larger than 2 GiB.</source>
        <translation>Ein Paketindex ist größer als 2 GiB.</translation>
    </message>
    <message>
        <source>A package index lists more than 1,000,000 files.</source>
        <translation>Ein Paketindex führt mehr als 1.000.000 Dateien auf.</translation>
    </message>
    <message>
        <source>A list in a package index has too many files.</source>
        <translation>Eine Liste in einem Paketindex hat zu viele Dateien.</translation>
    </message>
    <message>
        <source>This file is no index of packages.</source>
        <translation>Diese Datei ist kein Index von Paketen.</translation>
    </message>
    <message>
        <source>A package index cannot be decompressed.</source>
        <translation>Ein Paketindex kann nicht entpackt werden.</translation>
    </message>
</context>
<context>
    <name>larder::ecosystem::composer</name>
    <message>
        <source>Repositories are used with GET, HEAD and POST only.</source>
        <translation>Repositorys werden nur mit GET, HEAD und POST benutzt.</translation>
    </message>
    <message>
        <source>There is no mirror of this name. /mirrors.json lists those that there are.</source>
        <translation>Es gibt keinen Spiegel dieses Namens. /mirrors.json führt die vorhandenen auf.</translation>
    </message>
    <message>
        <source>What came is not the zip archive that was asked for.</source>
        <translation>Was kam, ist nicht das angefragte Zip-Archiv.</translation>
    </message>
    <message>
        <source>Try again later, and check whether this network asks for a log-in.</source>
        <translation>Versuchen Sie es später noch einmal, und prüfen Sie, ob dieses Netz eine Anmeldung verlangt.</translation>
    </message>
</context>
<context>
    <name>larder::ecosystem::npm</name>
    <message>
        <source>Registries are used with GET, HEAD, POST, PUT and DELETE only.</source>
        <translation>Registries werden nur mit GET, HEAD, POST, PUT und DELETE benutzt.</translation>
    </message>
</context>
<context>
    <name>larder::ecosystem::pip</name>
    <message>
        <source>A page holds a tag of more than 64 KiB.</source>
        <translation>Eine Seite enthält ein Tag von mehr als 64 KiB.</translation>
    </message>
    <message>
        <source>A page says more than 1 MiB about one file.</source>
        <translation>Eine Seite sagt über eine Datei mehr als 1 MiB.</translation>
    </message>
    <message>
        <source>This address names no file of a Python package.</source>
        <translation>Diese Adresse nennt keine Datei eines Python-Pakets.</translation>
    </message>
    <message>
        <source>Indexes are read with GET and HEAD only.</source>
        <translation>Indizes werden nur mit GET und HEAD gelesen.</translation>
    </message>
    <message>
        <source>There is no index at this address. Use /simple/, or /NAME/simple/ for a further index that Larder&apos;s settings name.</source>
        <translation>Unter dieser Adresse ist kein Index. Benutzen Sie /simple/ oder, für einen weiteren Index aus Larders Einstellungen, /NAME/simple/.</translation>
    </message>
    <message>
        <source>No Python project can have this name.</source>
        <translation>Kein Python-Projekt kann so heißen.</translation>
    </message>
</context>
<context>
    <name>larder::engine::Fetch</name>
    <message>
        <source>The server is being updated, or something on the way changes the file. Try again later.</source>
        <translation>Der Server wird gerade aktualisiert, oder unterwegs wird die Datei verändert. Versuchen Sie es später noch einmal.</translation>
    </message>
    <message>
        <source>The server answered with status %1, which nobody asked for.</source>
        <translation>Der Server antwortete mit dem Status %1, nach dem niemand gefragt hat.</translation>
    </message>
    <message>
        <source>The server does not continue the transfer.</source>
        <translation>Der Server setzt die Übertragung nicht fort.</translation>
    </message>
    <message>
        <source>The file changed at the server while it was being fetched.</source>
        <translation>Die Datei hat sich auf dem Server geändert, während sie geholt wurde.</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>Versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The server answered with an encoding that nobody asked for.</source>
        <translation>Der Server antwortete in einer Kodierung, nach der niemand gefragt hat.</translation>
    </message>
    <message>
        <source>The server offers %1 bytes where its index says %2.</source>
        <translation>Der Server bietet %1 Byte an, sein Index nennt aber %2.</translation>
    </message>
    <message>
        <source>The server continues the transfer at another place than it was asked to.</source>
        <translation>Der Server setzt die Übertragung an einer anderen Stelle fort als verlangt.</translation>
    </message>
    <message>
        <source>The server sends more than the %1 bytes that its index says.</source>
        <translation>Der Server sendet mehr als die %1 Byte, die sein Index nennt.</translation>
    </message>
    <message>
        <source>Everybody who asked for this file has left.</source>
        <translation>Alle, die nach dieser Datei gefragt haben, sind gegangen.</translation>
    </message>
    <message>
        <source>Larder is ending.</source>
        <translation>Larder wird beendet.</translation>
    </message>
    <message>
        <source>The bytes that came are not those that the index names.</source>
        <translation>Die angekommenen Bytes sind nicht die, die der Index nennt.</translation>
    </message>
    <message>
        <source>A document could not be opened.</source>
        <translation>Ein Dokument konnte nicht geöffnet werden.</translation>
    </message>
    <message>
        <source>An archive could not be opened.</source>
        <translation>Ein Archiv konnte nicht geöffnet werden.</translation>
    </message>
    <message>
        <source>A web page came instead of a file: this network seems to ask for a log-in.</source>
        <translation>Statt einer Datei kam eine Webseite: Dieses Netz scheint eine Anmeldung zu verlangen.</translation>
    </message>
    <message>
        <source>Open a page in a browser, log in, and try again.</source>
        <translation>Öffnen Sie eine Seite in einem Browser, melden Sie sich an, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The server sends more than it had announced.</source>
        <translation>Der Server sendet mehr, als er angekündigt hat.</translation>
    </message>
    <message>
        <source>Try again later.</source>
        <translation>Versuchen Sie es später noch einmal.</translation>
    </message>
    <message>
        <source>The server sent less than it had announced.</source>
        <translation>Der Server hat weniger gesendet, als er angekündigt hatte.</translation>
    </message>
</context>
<context>
    <name>larder::engine::ReleaseCheck</name>
    <message>
        <source>The archive is in the middle of an update.</source>
        <translation>Das Archiv wird gerade aktualisiert.</translation>
    </message>
    <message>
        <source>Try again in some minutes.</source>
        <translation>Versuchen Sie es in einigen Minuten noch einmal.</translation>
    </message>
</context>
<context>
    <name>larder::page::ClientLines</name>
    <message>
        <source>Always through Larder</source>
        <translation>Immer über Larder</translation>
    </message>
    <message>
        <source>Removing the file undoes it. Sources with https:// cannot be cached and go direct.</source>
        <translation>Das Entfernen der Datei macht es rückgängig. Quellen mit https:// können nicht gecacht werden und gehen direkt.</translation>
    </message>
    <message>
        <source>Through Larder while it answers, otherwise direct</source>
        <translation>Über Larder, solange es antwortet, sonst direkt</translation>
    </message>
    <message>
        <source>a root shell (“sudo -s” opens one)</source>
        <translation>eine Root-Shell („sudo -s“ öffnet eine)</translation>
    </message>
    <message>
        <source>The better choice for a laptop. To undo it, remove /etc/apt/apt.conf.d/01larder and /usr/local/bin/larder-apt-proxy.</source>
        <translation>Die bessere Wahl für ein Notebook. Um es rückgängig zu machen, entfernen Sie /etc/apt/apt.conf.d/01larder und /usr/local/bin/larder-apt-proxy.</translation>
    </message>
    <message>
        <source>Inside a container, %1 is the container itself: --network=host lets the build reach Larder. %2</source>
        <translation>Im Container ist %1 der Container selbst: Mit --network=host erreicht der Bau Larder. %2</translation>
    </message>
    <message>
        <source>In container builds</source>
        <translation>Beim Bauen von Containern</translation>
    </message>
    <message>
        <source>the command that builds the image; podman takes the same options</source>
        <translation>der Befehl, der das Image baut; podman kennt dieselben Optionen</translation>
    </message>
    <message>
        <source>None of this stays in the image.</source>
        <translation>Nichts davon bleibt im Image.</translation>
    </message>
    <message>
        <source>%1 in container builds</source>
        <translation>%1 beim Bauen von Containern</translation>
    </message>
    <message>
        <source>the Dockerfile after its FROM line, and the command that builds the image</source>
        <translation>das Dockerfile nach seiner FROM-Zeile und der Befehl, der das Image baut</translation>
    </message>
    <message>
        <source>Without these arguments the Dockerfile builds as before.</source>
        <translation>Ohne diese Argumente baut das Dockerfile wie zuvor.</translation>
    </message>
    <message>
        <source>npm and pnpm</source>
        <translation>npm und pnpm</translation>
    </message>
    <message>
        <source>a shell</source>
        <translation>eine Shell</translation>
    </message>
    <message>
        <source>pnpm reads what npm is told. Lock files keep the public addresses. “npm config delete registry” undoes it.</source>
        <translation>pnpm liest, was npm gesagt wird. Lock-Dateien behalten die öffentlichen Adressen. „npm config delete registry“ macht es rückgängig.</translation>
    </message>
    <message>
        <source>“yarn config delete registry” undoes it.</source>
        <translation>„yarn config delete registry“ macht es rückgängig.</translation>
    </message>
    <message>
        <source>Yarn 1 asks Larder for metadata only and fetches the packages themselves directly, since otherwise its lock file would name this address. “larder settings set cache-npm.rewrite-for-yarn1 true” accepts that.</source>
        <translation>Yarn 1 fragt Larder nur nach Metadaten und holt die Pakete selbst direkt, da seine Lock-Datei sonst diese Adresse nennen würde. „larder settings set cache-npm.rewrite-for-yarn1 true“ nimmt das in Kauf.</translation>
    </message>
    <message>
        <source>Yarn 2 and newer</source>
        <translation>Yarn 2 und neuer</translation>
    </message>
    <message>
        <source>“yarn config unset --home” with each of the two names undoes it.</source>
        <translation>„yarn config unset --home“ mit jedem der beiden Namen macht es rückgängig.</translation>
    </message>
    <message>
        <source>Removing the lines undoes it.</source>
        <translation>Das Entfernen der Zeilen macht es rückgängig.</translation>
    </message>
    <message>
        <source>bun.lock names this address, as it does every registry but the public one.</source>
        <translation>bun.lock nennt diese Adresse, wie die jeder Registry außer der öffentlichen.</translation>
    </message>
    <message>
        <source>Without the second line pip does not use its own cache, and refuses addresses other than loopback ones. “pip config unset” with each of the two names undoes it.</source>
        <translation>Ohne die zweite Zeile benutzt pip seinen eigenen Cache nicht und lehnt andere Adressen als die des Rechners selbst ab. „pip config unset“ mit jedem der beiden Namen macht es rückgängig.</translation>
    </message>
    <message>
        <source>the environment, for example ~/.profile</source>
        <translation>die Umgebung, zum Beispiel ~/.profile</translation>
    </message>
    <message>
        <source>Removing the line undoes it.</source>
        <translation>Das Entfernen der Zeile macht es rückgängig.</translation>
    </message>
    <message>
        <source>uv.lock names the address of the index that it was made with.</source>
        <translation>uv.lock nennt die Adresse des Index, mit dem es erstellt wurde.</translation>
    </message>
    <message>
        <source>a shell in the project</source>
        <translation>eine Shell im Projekt</translation>
    </message>
    <message>
        <source>“poetry source remove larder” undoes it.</source>
        <translation>„poetry source remove larder“ macht es rückgängig.</translation>
    </message>
    <message>
        <source>pyproject.toml and poetry.lock name the source.</source>
        <translation>pyproject.toml und poetry.lock nennen die Quelle.</translation>
    </message>
    <message>
        <source>With Larder&apos;s plugin</source>
        <translation>Mit Larders Plugin</translation>
    </message>
    <message>
        <source>Lock files keep the public addresses, and Composer goes direct while Larder does not answer. As root, set COMPOSER_ALLOW_SUPERUSER=1: without a terminal Composer loads no plugins otherwise. “composer global remove larder/composer-plugin” undoes it.</source>
        <translation>Lock-Dateien behalten die öffentlichen Adressen, und Composer geht direkt, solange Larder nicht antwortet. Als root setzen Sie COMPOSER_ALLOW_SUPERUSER=1: Ohne Terminal lädt Composer sonst keine Plugins. „composer global remove larder/composer-plugin“ macht es rückgängig.</translation>
    </message>
    <message>
        <source>As a repository, without a plugin</source>
        <translation>Als Repository, ohne Plugin</translation>
    </message>
    <message>
        <source>The second line permits http for all repositories, not for Larder alone. “composer config -g --unset” with repositories.packagist.org and with secure-http undoes it.</source>
        <translation>Die zweite Zeile erlaubt http für alle Repositorys, nicht nur für Larder. „composer config -g --unset“ mit repositories.packagist.org und mit secure-http macht es rückgängig.</translation>
    </message>
    <message>
        <source>Composer asks Larder for metadata only and fetches the packages themselves directly, since otherwise composer.lock would name this address. “larder settings set cache-composer.mirrors-in-lock true” accepts that.</source>
        <translation>Composer fragt Larder nur nach Metadaten und holt die Pakete selbst direkt, da composer.lock sonst diese Adresse nennen würde. „larder settings set cache-composer.mirrors-in-lock true“ nimmt das in Kauf.</translation>
    </message>
</context>
<context>
    <name>larder::page::Page</name>
    <message>
        <source>en</source>
        <translation>de</translation>
    </message>
    <message>
        <source>Listens on %1</source>
        <translation>Lauscht an %1</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Something is wrong with the disk</source>
        <translation>Mit der Platte stimmt etwas nicht</translation>
    </message>
    <message>
        <source>This network wants a log-in</source>
        <translation>Dieses Netz verlangt eine Anmeldung</translation>
    </message>
    <message>
        <source>Not answering at the moment</source>
        <translation>Antwortet im Augenblick nicht</translation>
    </message>
    <message>
        <source>What is in stock from there is served as it is. Larder keeps trying.</source>
        <translation>Was von dort im Vorrat ist, wird ausgeliefert, wie es ist. Larder versucht es weiter.</translation>
    </message>
    <message>
        <source>The network is reached through a proxy</source>
        <translation>Das Netz wird über einen Proxy erreicht</translation>
    </message>
    <message>
        <source>That proxy looks up the names, so Larder can check only the names, not the addresses behind them.</source>
        <translation>Dieser Proxy löst die Namen auf, daher kann Larder nur die Namen prüfen, nicht die Adressen dahinter.</translation>
    </message>
    <message>
        <source>no requests yet</source>
        <translation>noch keine Anfragen</translation>
    </message>
    <message>
        <source>more was fetched than asked for</source>
        <translation>mehr geholt als angefragt</translation>
    </message>
    <message>
        <source>not fetched over the network</source>
        <translation>nicht über das Netz geholt</translation>
    </message>
    <message>
        <source>Saved today</source>
        <translation>Heute gespart</translation>
    </message>
    <message>
        <source>From stock today</source>
        <translation>Heute aus dem Vorrat</translation>
    </message>
    <message>
        <source>%1 of %2 requests</source>
        <translation>%1 von %2 Anfragen</translation>
    </message>
    <message>
        <source>In stock</source>
        <translation>Im Vorrat</translation>
    </message>
    <message>
        <source>%1, all caches together</source>
        <translation>%1, alle Caches zusammen</translation>
    </message>
    <message>
        <source>from stock</source>
        <translation>aus dem Vorrat</translation>
    </message>
    <message>
        <source>from stock after a renewal</source>
        <translation>aus dem Vorrat nach Erneuerung</translation>
    </message>
    <message>
        <source>fetched</source>
        <translation>geholt</translation>
    </message>
    <message>
        <source>passed through</source>
        <translation>durchgereicht</translation>
    </message>
    <message>
        <source>refused or failed</source>
        <translation>abgelehnt oder gescheitert</translation>
    </message>
    <message>
        <source>Today:</source>
        <translation>Heute:</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>Answered from stock</source>
        <translation>Aus dem Vorrat beantwortet</translation>
    </message>
    <message>
        <source>Sent to clients</source>
        <translation>An Clients gesendet</translation>
    </message>
    <message>
        <source>Fetched over the network</source>
        <translation>Aus dem Netz geholt</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Gespart</translation>
    </message>
    <message>
        <source>Saved is what the origins would have sent for these requests, less what was fetched.</source>
        <translation>Gespart ist, was die Ursprünge für diese Anfragen gesendet hätten, abzüglich dessen, was geholt wurde.</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>In total</source>
        <translation>Insgesamt</translation>
    </message>
    <message>
        <source>Goes into %1</source>
        <translation>Gehört in %1</translation>
    </message>
    <message>
        <source>Point %1 at this cache</source>
        <translation>%1 auf diesen Cache einstellen</translation>
    </message>
    <message>
        <source>Look further</source>
        <translation>Weiterschauen</translation>
    </message>
    <message>
        <source>who answers for which cache, and where</source>
        <translation>wer für welchen Cache antwortet, und wo</translation>
    </message>
    <message>
        <source>these figures in a terminal, of all caches</source>
        <translation>diese Zahlen im Terminal, von allen Caches</translation>
    </message>
    <message>
        <source>every request as it comes</source>
        <translation>jede Anfrage, wie sie kommt</translation>
    </message>
    <message>
        <source>Larder %1 · as of %2 · today begins at midnight, local time</source>
        <translation>Larder %1 · Stand %2 · heute beginnt um Mitternacht, Ortszeit</translation>
    </message>
</context>
<context>
    <name>larder::page::Words</name>
    <message>
        <source>1 file</source>
        <translation>1 Datei</translation>
    </message>
    <message>
        <source>%1 files</source>
        <translation>%1 Dateien</translation>
    </message>
    <message>
        <source>%1&#xa0;%</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>From stock</source>
        <translation>Aus dem Vorrat</translation>
    </message>
    <message>
        <source>Fetched</source>
        <translation>Geholt</translation>
    </message>
    <message>
        <source>From stock after a renewal</source>
        <translation>Aus dem Vorrat nach Erneuerung</translation>
    </message>
    <message>
        <source>From stock, not renewed</source>
        <translation>Aus dem Vorrat, nicht erneuert</translation>
    </message>
    <message>
        <source>Passed through, not kept</source>
        <translation>Durchgereicht, nicht aufgehoben</translation>
    </message>
    <message>
        <source>Encrypted tunnels</source>
        <translation>Verschlüsselte Tunnel</translation>
    </message>
    <message>
        <source>Larder&apos;s own pages</source>
        <translation>Larders eigene Seiten</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Gescheitert</translation>
    </message>
    <message>
        <source>It was not in stock.</source>
        <translation>Es war nicht im Vorrat.</translation>
    </message>
    <message>
        <source>The copy in stock was damaged or gone from the disk.</source>
        <translation>Die Kopie im Vorrat war beschädigt oder von der Platte verschwunden.</translation>
    </message>
    <message>
        <source>The copy in stock was out of date.</source>
        <translation>Die Kopie im Vorrat war veraltet.</translation>
    </message>
    <message>
        <source>The client wanted the origin to be asked.</source>
        <translation>Der Client wollte, dass der Ursprung gefragt wird.</translation>
    </message>
    <message>
        <source>The copy in stock was not the one that the client named by its digest.</source>
        <translation>Die Kopie im Vorrat war nicht die, deren Prüfsumme der Client nannte.</translation>
    </message>
    <message>
        <source>Another program held the stock&apos;s index for too long.</source>
        <translation>Ein anderes Programm hielt den Index des Vorrats zu lange fest.</translation>
    </message>
    <message>
        <source>Requests of this kind are never kept.</source>
        <translation>Anfragen dieser Art werden nie aufgehoben.</translation>
    </message>
    <message>
        <source>It was asked for with credentials, so it is nobody else&apos;s.</source>
        <translation>Es wurde mit Zugangsdaten danach gefragt, daher geht es niemand anderen an.</translation>
    </message>
    <message>
        <source>The client wanted it not to be kept.</source>
        <translation>Der Client wollte nicht, dass es aufgehoben wird.</translation>
    </message>
    <message>
        <source>The origin gave an answer that is not to be kept.</source>
        <translation>Der Ursprung gab eine Antwort, die nicht aufgehoben werden soll.</translation>
    </message>
    <message>
        <source>The cache was paused.</source>
        <translation>Der Cache machte Pause.</translation>
    </message>
    <message>
        <source>Nothing could be stored at that time.</source>
        <translation>Zu dieser Zeit konnte nichts gespeichert werden.</translation>
    </message>
    <message>
        <source>The origin could not be reached.</source>
        <translation>Der Ursprung war nicht zu erreichen.</translation>
    </message>
    <message>
        <source>The network wanted a log-in.</source>
        <translation>Das Netz verlangte eine Anmeldung.</translation>
    </message>
    <message>
        <source>The origin took too long.</source>
        <translation>Der Ursprung brauchte zu lange.</translation>
    </message>
    <message>
        <source>The origin failed or broke off.</source>
        <translation>Der Ursprung versagte oder brach ab.</translation>
    </message>
    <message>
        <source>What came was not what its index says.</source>
        <translation>Was kam, war nicht, was sein Index sagt.</translation>
    </message>
    <message>
        <source>The origin does not have it.</source>
        <translation>Der Ursprung hat es nicht.</translation>
    </message>
    <message>
        <source>The origin was not asked, as the connection is metered.</source>
        <translation>Der Ursprung wurde nicht gefragt, da die Verbindung getaktet ist.</translation>
    </message>
    <message>
        <source>The network was not to be used.</source>
        <translation>Das Netz sollte nicht benutzt werden.</translation>
    </message>
    <message>
        <source>Too many files were being fetched at once.</source>
        <translation>Es wurden zu viele Dateien auf einmal geholt.</translation>
    </message>
    <message>
        <source>Larder does not allow it.</source>
        <translation>Larder erlaubt es nicht.</translation>
    </message>
    <message>
        <source>The request was malformed.</source>
        <translation>Die Anfrage war fehlerhaft.</translation>
    </message>
    <message>
        <source>There is nothing at this address.</source>
        <translation>Unter dieser Adresse gibt es nichts.</translation>
    </message>
    <message>
        <source>The client left before the end.</source>
        <translation>Der Client ging vor dem Ende.</translation>
    </message>
    <message>
        <source>Serving</source>
        <translation>Liefert aus</translation>
    </message>
    <message>
        <source>What was fetched before comes from the stock, everything else from the network.</source>
        <translation>Was schon einmal geholt wurde, kommt aus dem Vorrat, alles andere aus dem Netz.</translation>
    </message>
    <message>
        <source>Serving, sparing the network</source>
        <translation>Liefert aus und schont das Netz</translation>
    </message>
    <message>
        <source>The connection is metered: the network is used only where a request cannot do without it.</source>
        <translation>Die Verbindung ist getaktet: Das Netz wird nur benutzt, wo eine Anfrage nicht ohne es auskommt.</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>Offline</translation>
    </message>
    <message>
        <source>What is in stock is served. Everything else is refused at once, since the network is not used.</source>
        <translation>Was im Vorrat ist, wird ausgeliefert. Alles andere wird sofort abgelehnt, da das Netz nicht benutzt wird.</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Requests are passed through to the network. Nothing is taken from the stock or added to it.</source>
        <translation>Anfragen werden ins Netz durchgereicht. Dem Vorrat wird nichts entnommen oder hinzugefügt.</translation>
    </message>
    <message>
        <source>It answers in the place of others until somebody logs in: open any page in a browser. Larder keeps nothing of what it says.</source>
        <translation>Es antwortet anstelle anderer, bis sich jemand anmeldet: Öffnen Sie irgendeine Seite in einem Browser. Larder hebt nichts von dem auf, was es sagt.</translation>
    </message>
    <message>
        <source>The setting network.mode says so.</source>
        <translation>Die Einstellung network.mode sagt es so.</translation>
    </message>
    <message>
        <source>larder-proxy was started so, with --offline.</source>
        <translation>larder-proxy wurde so gestartet, mit --offline.</translation>
    </message>
    <message>
        <source>It ends by itself at %1.</source>
        <translation>Es endet von selbst um %1.</translation>
    </message>
    <message>
        <source>It ends with “larder resume”.</source>
        <translation>Es endet mit „larder resume“.</translation>
    </message>
    <message>
        <source>NetworkManager says that this connection is metered.</source>
        <translation>NetworkManager sagt, dass diese Verbindung getaktet ist.</translation>
    </message>
    <message>
        <source>NetworkManager says that there is no connection.</source>
        <translation>NetworkManager sagt, dass es keine Verbindung gibt.</translation>
    </message>
    <message>
        <source>%1 µs</source>
        <translation>%1 µs</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
</context>
<context>
    <name>larder::statistics::Reader</name>
    <message>
        <source>The statistics were written by a newer Larder.</source>
        <translation>Die Statistik wurde von einem neueren Larder geschrieben.</translation>
    </message>
    <message>
        <source>Use the newer one to look at them.</source>
        <translation>Benutzen Sie das neuere, um sie anzusehen.</translation>
    </message>
</context>
<context>
    <name>larder::statistics::Recorder</name>
    <message>
        <source>Requests are counted in memory only for now: %1</source>
        <translation>Anfragen werden vorerst nur im Speicher gezählt: %1</translation>
    </message>
</context>
<context>
    <name>larder::statistics::Writer</name>
    <message>
        <source>The statistics were written by a newer Larder.</source>
        <translation>Die Statistik wurde von einem neueren Larder geschrieben.</translation>
    </message>
    <message>
        <source>Stop this one and start the newer one.</source>
        <translation>Beenden Sie dieses, und starten Sie das neuere.</translation>
    </message>
    <message>
        <source>The statistics file is not one that Larder wrote.</source>
        <translation>Die Datei der Statistik ist keine, die Larder geschrieben hat.</translation>
    </message>
    <message>
        <source>Move it away; a new one is begun.</source>
        <translation>Legen Sie sie beiseite; eine neue wird begonnen.</translation>
    </message>
    <message>
        <source>The folder of the statistics cannot be locked</source>
        <translation>Der Ordner der Statistik kann nicht gesperrt werden</translation>
    </message>
    <message>
        <source>The statistics were damaged. They are kept as %1 for a look, and begun anew.</source>
        <translation>Die Statistik war beschädigt. Sie wird zum Ansehen als %1 aufgehoben und neu begonnen.</translation>
    </message>
</context>
<context>
    <name>larder::stock</name>
    <message>
        <source>There is nothing in the stock yet.</source>
        <translation>Im Vorrat ist noch nichts.</translation>
    </message>
    <message>
        <source>in the stock of %1</source>
        <translation>im Vorrat von %1</translation>
    </message>
    <message>
        <source>in the stock</source>
        <translation>im Vorrat</translation>
    </message>
    <message>
        <source>“%1” means nothing %2.</source>
        <translation>„%1“ bezeichnet nichts %2.</translation>
    </message>
    <message>
        <source>Nothing was done. “*%1*” would mean everything that has it anywhere.</source>
        <translation>Nichts wurde getan. „*%1*“ würde alles bezeichnen, das es irgendwo enthält.</translation>
    </message>
    <message>
        <source>Nothing was done.</source>
        <translation>Nichts wurde getan.</translation>
    </message>
    <message>
        <source>There is nothing %1.</source>
        <translation>Nichts ist %1.</translation>
    </message>
    <message>
        <source>%1 of what would be removed is pinned: %2.</source>
        <translation>%1 von dem, was entfernt würde, sind angeheftet: %2.</translation>
    </message>
    <message>
        <source>Nothing was removed. Unpin it first, or add --pinned.</source>
        <translation>Nichts wurde entfernt. Lösen Sie es zuerst, oder fügen Sie --pinned hinzu.</translation>
    </message>
</context>
<context>
    <name>larder::stock::Words</name>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>In stock: %1 of at most %2.</source>
        <translation>Im Vorrat: %1 von höchstens %2.</translation>
    </message>
    <message>
        <source>%1 more should go, but the rest is pinned, or it is others who fill the disk. What cannot be kept is passed through.</source>
        <translation>%1 sollten noch weichen, aber der Rest ist angeheftet, oder andere füllen die Platte. Was nicht aufgehoben werden kann, wird durchgereicht.</translation>
    </message>
    <message>
        <source>%1 (all indexes)</source>
        <translation>%1 (alle Indizes)</translation>
    </message>
    <message>
        <source>%1 (an interrupted download)</source>
        <translation>%1 (ein unterbrochener Download)</translation>
    </message>
</context>
<context>
    <name>larder::tray::IconState</name>
    <message>
        <source>Something needs your attention</source>
        <translation>Etwas braucht Ihre Aufmerksamkeit</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>Paused or offline</source>
        <translation>Pause oder offline</translation>
    </message>
    <message>
        <source>Serving</source>
        <translation>Liefert aus</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
</context>
<context>
    <name>larder::tray::Main</name>
    <message>
        <source>Larder in the tray: what each cache does and saves, and a switch for each.</source>
        <translation>Larder im Tray: was jeder Cache tut und spart, und ein Schalter für jeden.</translation>
    </message>
    <message>
        <source>Opens no window by itself, also where there is no tray.</source>
        <translation>Öffnet von sich aus kein Fenster, auch wo es kein Tray gibt.</translation>
    </message>
    <message>
        <source>Opens the statistics window.</source>
        <translation>Öffnet das Statistikfenster.</translation>
    </message>
    <message>
        <source>Opens the settings.</source>
        <translation>Öffnet die Einstellungen.</translation>
    </message>
    <message>
        <source>Ends the one that runs.</source>
        <translation>Beendet das laufende Larder.</translation>
    </message>
    <message>
        <source>There is no such option. “larder-tray --help” lists them.</source>
        <translation>Diese Option gibt es nicht. „larder-tray --help“ führt sie auf.</translation>
    </message>
    <message>
        <source>Larder runs already and does not answer. End it (pkill larder-tray), and try again.</source>
        <translation>Larder läuft schon und antwortet nicht. Beenden Sie es (pkill larder-tray) und versuchen Sie es noch einmal.</translation>
    </message>
</context>
<context>
    <name>larder::tray::Notices</name>
    <message>
        <source>systemd could not listen for %1, or could not start it.</source>
        <translation>systemd konnte für %1 nicht lauschen oder den Cache nicht starten.</translation>
    </message>
    <message>
        <source>%1 does not answer any more: clients that are set to it fail.</source>
        <translation>%1 antwortet nicht mehr: Clients, die auf den Cache eingestellt sind, scheitern.</translation>
    </message>
    <message>
        <source>%1 cannot be reached: what is in stock is served, the rest fails.</source>
        <translation>%1 ist nicht zu erreichen: Was im Vorrat ist, wird ausgeliefert, der Rest scheitert.</translation>
    </message>
    <message>
        <source>%1 came from the stock instead of the metered link, for the first time.</source>
        <translation>%1 kamen aus dem Vorrat statt über die getaktete Verbindung, zum ersten Mal.</translation>
    </message>
    <message>
        <source>The cache for %1 has stopped</source>
        <translation>Der Cache für %1 hat angehalten</translation>
    </message>
    <message>
        <source>Caches have stopped</source>
        <translation>Caches haben angehalten</translation>
    </message>
    <message>
        <source>Nothing new can be stored</source>
        <translation>Nichts Neues kann gespeichert werden</translation>
    </message>
    <message>
        <source>Served from the stock</source>
        <translation>Aus dem Vorrat ausgeliefert</translation>
    </message>
    <message>
        <source>This network wants a log-in</source>
        <translation>Dieses Netz verlangt eine Anmeldung</translation>
    </message>
    <message>
        <source>It answers in place of %1. Until you have logged in, only what is in stock is served.</source>
        <translation>Es antwortet anstelle von %1. Bis Sie sich angemeldet haben, wird nur ausgeliefert, was im Vorrat ist.</translation>
    </message>
    <message>
        <source>Saved on a metered link</source>
        <translation>An getakteter Verbindung gespart</translation>
    </message>
</context>
<context>
    <name>larder::tray::NotificationService</name>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Log in</source>
        <translation>Anmelden</translation>
    </message>
</context>
<context>
    <name>larder::tray::Tray</name>
    <message>
        <source>Quit Larder?</source>
        <translation>Larder beenden?</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>Larder</source>
        <translation>Larder</translation>
    </message>
</context>
<context>
    <name>larder::tray::TrayMenu</name>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Pause</translation>
    </message>
    <message>
        <source>For &amp;30 minutes</source>
        <translation>Für &amp;30 Minuten</translation>
    </message>
    <message>
        <source>For 1 &amp;hour</source>
        <translation>Für 1 S&amp;tunde</translation>
    </message>
    <message>
        <source>&amp;Until resumed</source>
        <translation>&amp;Bis zum Fortsetzen</translation>
    </message>
    <message>
        <source>&amp;Resume</source>
        <translation>&amp;Fortsetzen</translation>
    </message>
    <message>
        <source>&amp;Offline</source>
        <translation>&amp;Offline</translation>
    </message>
    <message>
        <source>&amp;Automatic, as this machine is connected</source>
        <translation>&amp;Automatisch, wie dieser Rechner verbunden ist</translation>
    </message>
    <message>
        <source>O&amp;n: contact nobody</source>
        <translation>A&amp;n: niemanden kontaktieren</translation>
    </message>
    <message>
        <source>O&amp;ff: use the network</source>
        <translation>A&amp;us: das Netz benutzen</translation>
    </message>
    <message>
        <source>&amp;Save data, as on a metered connection</source>
        <translation>Daten &amp;sparen, wie an einer getakteten Verbindung</translation>
    </message>
    <message>
        <source>S&amp;tatistics…</source>
        <translation>S&amp;tatistik …</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>&amp;Einstellungen …</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Resume (paused until %1)</source>
        <translation>&amp;Fortsetzen (Pause bis %1)</translation>
    </message>
</context>
<context>
    <name>larder::tray::Words</name>
    <message>
        <source>paused</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>offline</source>
        <translation>offline</translation>
    </message>
    <message>
        <source>saving data</source>
        <translation>spart Daten</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>needs attention</source>
        <translation>braucht Aufmerksamkeit</translation>
    </message>
    <message>
        <source>starts on the first request</source>
        <translation>startet bei der ersten Anfrage</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>gescheitert</translation>
    </message>
    <message>
        <source>taken by other units</source>
        <translation>von anderen Units belegt</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1 – %2 from stock today</source>
        <translation>%1 – heute %2 aus dem Vorrat</translation>
    </message>
    <message>
        <source>no requests today</source>
        <translation>heute keine Anfragen</translation>
    </message>
    <message>
        <source>%1 saved today</source>
        <translation>heute %1 gespart</translation>
    </message>
    <message>
        <source>Larder: %1</source>
        <translation>Larder: %1</translation>
    </message>
    <message>
        <source>Larder: %1 – %2</source>
        <translation>Larder: %1 – %2</translation>
    </message>
    <message>
        <source>Until Larder runs again, nobody answers for %1: it runs them itself. Clients that are set to it fail, unless they go direct by themselves.</source>
        <translation>Bis Larder wieder läuft, antwortet niemand für %1: Larder betreibt diese selbst. Clients, die darauf eingestellt sind, scheitern, wenn sie nicht von sich aus direkt gehen.</translation>
    </message>
    <message>
        <source>%1: switching…</source>
        <translation>%1: schaltet um …</translation>
    </message>
    <message>
        <source>could not be turned on</source>
        <translation>ließ sich nicht einschalten</translation>
    </message>
</context>
<context>
    <name>larder::upstream</name>
    <message>
        <source>a public address</source>
        <translation>einer öffentlichen Adresse</translation>
    </message>
    <message>
        <source>this machine itself</source>
        <translation>diesem Rechner selbst</translation>
    </message>
    <message>
        <source>no particular address</source>
        <translation>keiner bestimmten Adresse</translation>
    </message>
    <message>
        <source>the local link</source>
        <translation>der lokalen Verbindung</translation>
    </message>
    <message>
        <source>the metadata service of a cloud</source>
        <translation>dem Metadatendienst einer Cloud</translation>
    </message>
    <message>
        <source>a private network</source>
        <translation>einem privaten Netz</translation>
    </message>
    <message>
        <source>a group of machines</source>
        <translation>einer Gruppe von Rechnern</translation>
    </message>
    <message>
        <source>a reserved range</source>
        <translation>einem reservierten Bereich</translation>
    </message>
    <message>
        <source>If you trust it, allow it with --allow-upstream %1 or in the setting upstream/allow.</source>
        <translation>Wenn Sie dem vertrauen, erlauben Sie es mit --allow-upstream %1 oder in der Einstellung upstream/allow.</translation>
    </message>
    <message>
        <source>“%1” is not the name of a server.</source>
        <translation>„%1“ ist nicht der Name eines Servers.</translation>
    </message>
    <message>
        <source>Check the spelling of the address.</source>
        <translation>Prüfen Sie die Schreibweise der Adresse.</translation>
    </message>
    <message>
        <source>Only the ports 80 and 443 are asked for, not %1.</source>
        <translation>Nur die Ports 80 und 443 werden angefragt, nicht %1.</translation>
    </message>
    <message>
        <source>%1 leads to %2, which is not asked for without permission.</source>
        <translation>%1 führt zu %2; dort wird nicht ohne Erlaubnis angefragt.</translation>
    </message>
    <message>
        <source>%1 (%2) leads to %3, which is not asked for without permission.</source>
        <translation>%1 (%2) führt zu %3; dort wird nicht ohne Erlaubnis angefragt.</translation>
    </message>
    <message>
        <source>%1 answered against the rules of HTTP: %2</source>
        <translation>%1 antwortete gegen die Regeln von HTTP: %2</translation>
    </message>
    <message>
        <source>%1 sent more than the length it announced.</source>
        <translation>%1 hat mehr gesendet als die angekündigte Länge.</translation>
    </message>
    <message>
        <source>%1 closed the connection without an answer.</source>
        <translation>%1 hat die Verbindung ohne Antwort geschlossen.</translation>
    </message>
    <message>
        <source>%1 closed the connection in the middle of its answer.</source>
        <translation>%1 hat die Verbindung mitten in seiner Antwort geschlossen.</translation>
    </message>
    <message>
        <source>no address</source>
        <translation>keine Adresse</translation>
    </message>
    <message>
        <source>no secure connection: %1</source>
        <translation>keine sichere Verbindung: %1</translation>
    </message>
    <message>
        <source>it does not answer</source>
        <translation>keine Antwort</translation>
    </message>
    <message>
        <source>%1 through the proxy %2</source>
        <translation>%1 über den Proxy %2</translation>
    </message>
    <message>
        <source>%1 cannot be reached (%2).</source>
        <translation>%1 ist nicht zu erreichen (%2).</translation>
    </message>
    <message>
        <source>Check the setting of the proxy.</source>
        <translation>Prüfen Sie die Einstellung des Proxys.</translation>
    </message>
    <message>
        <source>The server %1 was not found by name.</source>
        <translation>Der Server %1 wurde unter seinem Namen nicht gefunden.</translation>
    </message>
    <message>
        <source>Check the spelling and whether this machine is online.</source>
        <translation>Prüfen Sie die Schreibweise und ob dieser Rechner online ist.</translation>
    </message>
    <message>
        <source>A field of the request is not valid in HTTP.</source>
        <translation>Ein Feld der Anfrage ist in HTTP nicht gültig.</translation>
    </message>
    <message>
        <source>The proxy %1 asks for a user name and a password.</source>
        <translation>Der Proxy %1 verlangt einen Benutzernamen und ein Passwort.</translation>
    </message>
    <message>
        <source>Add them to the setting of the proxy.</source>
        <translation>Fügen Sie beides der Einstellung des Proxys hinzu.</translation>
    </message>
    <message>
        <source>%1 redirects to an address that is not valid: %2</source>
        <translation>%1 leitet zu einer ungültigen Adresse um: %2</translation>
    </message>
    <message>
        <source>%1 redirects from a secure to an insecure address.</source>
        <translation>%1 leitet von einer sicheren zu einer unsicheren Adresse um.</translation>
    </message>
    <message>
        <source>%1 redirects more often than %2 times.</source>
        <translation>%1 leitet öfter als %2-mal um.</translation>
    </message>
    <message>
        <source>%1 redirects in a circle.</source>
        <translation>%1 leitet im Kreis um.</translation>
    </message>
    <message>
        <source>%1 has sent nothing for %2 s.</source>
        <translation>%1 hat seit %2 s nichts gesendet.</translation>
    </message>
</context>
<context>
    <name>larder::windows::ActivityModel</name>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Cache</source>
        <translation>Cache</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Gesendet</translation>
    </message>
    <message>
        <source>Fetched</source>
        <translation>Geholt</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Client</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Bytes sent</source>
        <translation>Bytes gesendet</translation>
    </message>
    <message>
        <source>Bytes fetched</source>
        <translation>Bytes geholt</translation>
    </message>
    <message>
        <source>Microseconds</source>
        <translation>Mikrosekunden</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Methode</translation>
    </message>
    <message>
        <source>From stock</source>
        <translation>Aus dem Vorrat</translation>
    </message>
    <message>
        <source>Renewed</source>
        <translation>Erneuert</translation>
    </message>
    <message>
        <source>Old stock</source>
        <translation>Alter Vorrat</translation>
    </message>
    <message>
        <source>Passed on</source>
        <translation>Durchgereicht</translation>
    </message>
    <message>
        <source>Tunnel</source>
        <translation>Tunnel</translation>
    </message>
    <message>
        <source>Own page</source>
        <translation>Eigene Seite</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Gescheitert</translation>
    </message>
</context>
<context>
    <name>larder::windows::ActivityPage</name>
    <message>
        <source>&amp;Hold</source>
        <translation>An&amp;halten</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>Sa&amp;ve As…</source>
        <translation>Speichern &amp;unter …</translation>
    </message>
    <message>
        <source>Address, client or status</source>
        <translation>Adresse, Client oder Status</translation>
    </message>
    <message>
        <source>Find in the requests</source>
        <translation>In den Anfragen suchen</translation>
    </message>
    <message>
        <source>Cache of the requests</source>
        <translation>Cache der Anfragen</translation>
    </message>
    <message>
        <source>All caches</source>
        <translation>Alle Caches</translation>
    </message>
    <message>
        <source>Result of the requests</source>
        <translation>Ergebnis der Anfragen</translation>
    </message>
    <message>
        <source>All results</source>
        <translation>Alle Ergebnisse</translation>
    </message>
    <message>
        <source>The list stands still; requests go on being counted.</source>
        <translation>Die Liste steht still; Anfragen werden weiter gezählt.</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Save As…</source>
        <translation>Speichern unter …</translation>
    </message>
    <message>
        <source>Save the Requests</source>
        <translation>Die Anfragen speichern</translation>
    </message>
    <message>
        <source>Text, values separated by tabs (*.tsv)</source>
        <translation>Text, Werte durch Tabulatoren getrennt (*.tsv)</translation>
    </message>
    <message>
        <source>Saved: %1 requests in “%2”.</source>
        <translation>Gespeichert: %1 Anfragen in „%2“.</translation>
    </message>
    <message>
        <source>Requests: %1</source>
        <translation>Anfragen: %1</translation>
    </message>
    <message>
        <source>Requests: %1 of %2</source>
        <translation>Anfragen: %1 von %2</translation>
    </message>
    <message>
        <source>selected: %1</source>
        <translation>ausgewählt: %1</translation>
    </message>
    <message>
        <source>held, %1 more</source>
        <translation>angehalten, %1 weitere</translation>
    </message>
    <message>
        <source>The requests cannot be shown</source>
        <translation>Die Anfragen können nicht gezeigt werden</translation>
    </message>
    <message>
        <source>No requests yet</source>
        <translation>Noch keine Anfragen</translation>
    </message>
    <message>
        <source>Whatever a client asks one of the caches for appears here at once, with what became of it.</source>
        <translation>Was auch immer ein Client einen der Caches fragt, erscheint hier sofort, mit dem, was daraus wurde.</translation>
    </message>
    <message>
        <source>No request is like that</source>
        <translation>Keine Anfrage ist so</translation>
    </message>
    <message>
        <source>Of the last %1, none fits what is asked for above.</source>
        <translation>Von den letzten %1 passt keine zu dem, was oben verlangt ist.</translation>
    </message>
</context>
<context>
    <name>larder::windows::CacheModel</name>
    <message>
        <source>Cache</source>
        <translation>Cache</translation>
    </message>
    <message>
        <source>Ticked: it answers requests.</source>
        <translation>Angehakt: Er beantwortet Anfragen.</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>What the cache does now.</source>
        <translation>Was der Cache jetzt tut.</translation>
    </message>
    <message>
        <source>Objects</source>
        <translation>Objekte</translation>
    </message>
    <message>
        <source>Files that are in stock now.</source>
        <translation>Dateien, die jetzt im Vorrat sind.</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>What they take on the disk.</source>
        <translation>Was sie auf der Platte belegen.</translation>
    </message>
    <message>
        <source>Last used</source>
        <translation>Zuletzt benutzt</translation>
    </message>
    <message>
        <source>When a request was last answered.</source>
        <translation>Wann zuletzt eine Anfrage beantwortet wurde.</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>larder::windows::CacheTable</name>
    <message>
        <source>Caches</source>
        <translation>Caches</translation>
    </message>
    <message>
        <source>Menu of %1</source>
        <translation>Menü von %1</translation>
    </message>
    <message>
        <source>What can be done with %1</source>
        <translation>Was mit %1 getan werden kann</translation>
    </message>
    <message>
        <source>On &amp;Demand</source>
        <translation>Auf &amp;Abruf</translation>
    </message>
    <message>
        <source>While Larder &amp;Runs</source>
        <translation>Solange Larder &amp;läuft</translation>
    </message>
    <message>
        <source>&amp;Off</source>
        <translation>A&amp;us</translation>
    </message>
    <message>
        <source>Open Its &amp;Page</source>
        <translation>Seine &amp;Seite öffnen</translation>
    </message>
    <message>
        <source>&amp;Copy Its Address</source>
        <translation>Seine Adresse &amp;kopieren</translation>
    </message>
    <message>
        <source>Replace &amp;Units of Other Software…</source>
        <translation>&amp;Units anderer Software ersetzen …</translation>
    </message>
</context>
<context>
    <name>larder::windows::CacheWords</name>
    <message>
        <source>Asleep</source>
        <translation>Schläft</translation>
    </message>
    <message>
        <source>The system listens, and starts it on its first request.</source>
        <translation>Das System lauscht und startet ihn bei seiner ersten Anfrage.</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Gescheitert</translation>
    </message>
    <message>
        <source>The system could not listen for it, or could not start it.</source>
        <translation>Das System konnte nicht für ihn lauschen oder ihn nicht starten.</translation>
    </message>
    <message>
        <source>Taken</source>
        <translation>Belegt</translation>
    </message>
    <message>
        <source>Units of other software have the names of this cache.</source>
        <translation>Units anderer Software haben die Namen dieses Caches.</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>Nobody answers its requests.</source>
        <translation>Niemand beantwortet seine Anfragen.</translation>
    </message>
    <message>
        <source>Switching…</source>
        <translation>Wird umgestellt …</translation>
    </message>
    <message>
        <source>It is being turned on or off.</source>
        <translation>Er wird ein- oder ausgeschaltet.</translation>
    </message>
    <message>
        <source>Tick it to try again; “journalctl --user -u cache-%1.socket -u cache-%1.service” says why.</source>
        <translation>Haken Sie ihn an, um es noch einmal zu versuchen; „journalctl --user -u cache-%1.socket -u cache-%1.service“ sagt, warum.</translation>
    </message>
    <message>
        <source>Units named cache-%1 are there that are not Larder&apos;s own.</source>
        <translation>Units namens cache-%1 sind da, die nicht Larder gehören.</translation>
    </message>
    <message>
        <source>The network answers in the place of %1.</source>
        <translation>Das Netz antwortet anstelle von %1.</translation>
    </message>
    <message>
        <source>It wants a log-in: open any page in a browser.</source>
        <translation>Es verlangt eine Anmeldung: Öffnen Sie irgendeine Seite in einem Browser.</translation>
    </message>
    <message>
        <source>%1 cannot be reached; what is in stock is served.</source>
        <translation>%1 ist nicht zu erreichen; was im Vorrat ist, wird ausgeliefert.</translation>
    </message>
    <message>
        <source>They may belong to an older set-up. “Replace Units of Other Software…” in its menu moves them aside, and “larder undo” puts them back.</source>
        <translation>Sie gehören vielleicht zu einer älteren Einrichtung. „Units anderer Software ersetzen …“ in seinem Menü räumt sie beiseite, und „larder undo“ stellt sie wieder her.</translation>
    </message>
</context>
<context>
    <name>larder::windows::Figures</name>
    <message>
        <source>Hits</source>
        <translation>Treffer</translation>
    </message>
    <message>
        <source>Misses</source>
        <translation>Fehlgriffe</translation>
    </message>
    <message>
        <source>Hit share</source>
        <translation>Trefferanteil</translation>
    </message>
    <message>
        <source>From disk</source>
        <translation>Von der Platte</translation>
    </message>
    <message>
        <source>From network</source>
        <translation>Aus dem Netz</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Gespart</translation>
    </message>
    <message>
        <source>Requests that were answered from the stock, also after asking whether it is current.</source>
        <translation>Anfragen, die aus dem Vorrat beantwortet wurden, auch nach der Frage, ob es aktuell ist.</translation>
    </message>
    <message>
        <source>Requests for which something was fetched and kept.</source>
        <translation>Anfragen, für die etwas geholt und aufgehoben wurde.</translation>
    </message>
    <message>
        <source>Hits among hits and misses.</source>
        <translation>Treffer unter Treffern und Fehlgriffen.</translation>
    </message>
    <message>
        <source>What clients got beyond what came over the network.</source>
        <translation>Was Clients über das hinaus bekamen, was aus dem Netz kam.</translation>
    </message>
    <message>
        <source>What came over the network.</source>
        <translation>Was aus dem Netz kam.</translation>
    </message>
    <message>
        <source>What the origins would have sent, less what was fetched.</source>
        <translation>Was die Ursprünge gesendet hätten, abzüglich dessen, was geholt wurde.</translation>
    </message>
</context>
<context>
    <name>larder::windows::FileSaver</name>
    <message>
        <source>The file %1 cannot be written: %2.</source>
        <translation>Die Datei %1 kann nicht geschrieben werden: %2.</translation>
    </message>
    <message>
        <source>Save it in another folder.</source>
        <translation>Speichern Sie sie in einem anderen Ordner.</translation>
    </message>
</context>
<context>
    <name>larder::windows::HelpWindow</name>
    <message>
        <source>Larder</source>
        <translation>Larder</translation>
    </message>
    <message>
        <source>Larder keeps a stock of the packages that this machine downloads, and serves from it what was fetched before: to container builds, which forget it, and on trains and in hotels, where every megabyte is slow or dear.</source>
        <translation>Larder hält einen Vorrat der Pakete, die dieser Rechner herunterlädt, und liefert daraus, was schon einmal geholt wurde: an Container-Builds, die es vergessen, und in Zügen und Hotels, wo jedes Megabyte langsam oder teuer ist.</translation>
    </message>
    <message>
        <source>A cache that is ticked in the menu answers requests. On demand, the system starts it on its first request, and it leaves again when nobody asks any more; otherwise Larder answers itself while it runs. Pause keeps the addresses open and passes everything through.</source>
        <translation>Ein Cache, der im Menü angehakt ist, beantwortet Anfragen. Auf Abruf startet ihn das System bei seiner ersten Anfrage, und er endet wieder, wenn niemand mehr fragt; sonst antwortet Larder selbst, solange es läuft. Eine Pause lässt die Adressen offen und reicht alles durch.</translation>
    </message>
    <message>
        <source>The icon</source>
        <translation>Das Symbol</translation>
    </message>
    <message>
        <source>Shelves with parcels: ready.</source>
        <translation>Ein Regal mit Päckchen: bereit.</translation>
    </message>
    <message>
        <source>An arrow: serving.</source>
        <translation>Ein Pfeil: liefert aus.</translation>
    </message>
    <message>
        <source>Two bars: paused, or offline.</source>
        <translation>Zwei Balken: Pause oder offline.</translation>
    </message>
    <message>
        <source>An exclamation mark: something needs your attention; the statistics window says what.</source>
        <translation>Ein Ausrufezeichen: Etwas braucht Ihre Aufmerksamkeit; das Statistikfenster sagt, was.</translation>
    </message>
    <message>
        <source>Crossed out: no cache answers.</source>
        <translation>Durchgestrichen: kein Cache antwortet.</translation>
    </message>
    <message>
        <source>Pointing your package managers at the caches</source>
        <translation>Ihre Paketmanager auf die Caches einstellen</translation>
    </message>
    <message>
        <source>The page of each cache says the same, and how to take it back.</source>
        <translation>Die Seite jedes Caches sagt dasselbe, und wie man es zurücknimmt.</translation>
    </message>
    <message>
        <source>From the terminal</source>
        <translation>Im Terminal</translation>
    </message>
    <message>
        <source>“larder help” lists the commands: everything that the windows do.</source>
        <translation>„larder help“ führt die Befehle auf: alles, was die Fenster können.</translation>
    </message>
    <message>
        <source>Help text</source>
        <translation>Hilfetext</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
</context>
<context>
    <name>larder::windows::HistoryChart</name>
    <message>
        <source>Chart</source>
        <translation>Diagramm</translation>
    </message>
</context>
<context>
    <name>larder::windows::HistoryPane</name>
    <message>
        <source>Show as Ta&amp;ble</source>
        <translation>Als &amp;Tabelle zeigen</translation>
    </message>
    <message>
        <source>Sa&amp;ve</source>
        <translation>Speicher&amp;n</translation>
    </message>
    <message>
        <source>Hits and misses</source>
        <translation>Treffer und Fehlgriffe</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>Bytes</translation>
    </message>
    <message>
        <source>What is shown over time</source>
        <translation>Was im Zeitverlauf gezeigt wird</translation>
    </message>
    <message>
        <source>How much time is shown</source>
        <translation>Wie viel Zeit gezeigt wird</translation>
    </message>
    <message>
        <source>All caches</source>
        <translation>Alle Caches</translation>
    </message>
    <message>
        <source>Which cache is shown over time</source>
        <translation>Welcher Cache im Zeitverlauf gezeigt wird</translation>
    </message>
    <message>
        <source>&amp;Figures (CSV)…</source>
        <translation>&amp;Zahlen (CSV) …</translation>
    </message>
    <message>
        <source>Save the Figures</source>
        <translation>Die Zahlen speichern</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>Tabellen (*.csv)</translation>
    </message>
    <message>
        <source>&amp;Picture of the Chart (PNG)…</source>
        <translation>&amp;Bild des Diagramms (PNG) …</translation>
    </message>
    <message>
        <source>Save the Chart</source>
        <translation>Das Diagramm speichern</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>Bilder (*.png)</translation>
    </message>
    <message>
        <source>Figures over time</source>
        <translation>Zahlen im Zeitverlauf</translation>
    </message>
    <message>
        <source>There were no requests in this time.</source>
        <translation>In dieser Zeit gab es keine Anfragen.</translation>
    </message>
</context>
<context>
    <name>larder::windows::ListenEditor</name>
    <message>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>Further addresses</source>
        <translation>Weitere Adressen</translation>
    </message>
    <message>
        <source>Po&amp;rt:</source>
        <translation>P&amp;ort:</translation>
    </message>
    <message>
        <source>For:</source>
        <translation>Für:</translation>
    </message>
    <message>
        <source>Also a&amp;t:</source>
        <translation>A&amp;uch an:</translation>
    </message>
    <message>
        <source>This machine (%1)</source>
        <translation>Diesen Rechner (%1)</translation>
    </message>
    <message>
        <source>This machine</source>
        <translation>Diesen Rechner</translation>
    </message>
    <message>
        <source>Whoever reaches one of the further addresses can use the cache and sees on its page what it holds.</source>
        <translation>Wer eine der weiteren Adressen erreicht, kann den Cache benutzen und sieht auf seiner Seite, was er enthält.</translation>
    </message>
    <message>
        <source>Every container on a ticked bridge can use the cache and sees on its page what it holds.</source>
        <translation>Jeder Container an einer angehakten Brücke kann den Cache benutzen und sieht auf seiner Seite, was er enthält.</translation>
    </message>
    <message>
        <source>Docker&apos;s containers (%1)</source>
        <translation>Container von Docker (%1)</translation>
    </message>
    <message>
        <source>Podman&apos;s containers (%1)</source>
        <translation>Container von Podman (%1)</translation>
    </message>
    <message>
        <source>What is on the bridge %2 (%1)</source>
        <translation>Was an der Brücke %2 hängt (%1)</translation>
    </message>
    <message>
        <source>Bridge %1</source>
        <translation>Brücke %1</translation>
    </message>
</context>
<context>
    <name>larder::windows::Measure</name>
    <message>
        <source>Hits: answered from stock</source>
        <translation>Treffer: aus dem Vorrat beantwortet</translation>
    </message>
    <message>
        <source>From disk</source>
        <translation>Von der Platte</translation>
    </message>
    <message>
        <source>Misses: fetched</source>
        <translation>Fehlgriffe: geholt</translation>
    </message>
    <message>
        <source>From the network</source>
        <translation>Aus dem Netz</translation>
    </message>
    <message>
        <source>%1: %2 hits, %3 misses</source>
        <translation>%1: %2 Treffer, %3 Fehlgriffe</translation>
    </message>
    <message>
        <source>%1: %2 from disk, %3 from the network</source>
        <translation>%1: %2 von der Platte, %3 aus dem Netz</translation>
    </message>
    <message>
        <source>Last 24 hours</source>
        <translation>Letzte 24 Stunden</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>Letzte 30 Tage</translation>
    </message>
    <message>
        <source>Last 12 months</source>
        <translation>Letzte 12 Monate</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>all caches together</source>
        <translation>alle Caches zusammen</translation>
    </message>
</context>
<context>
    <name>larder::windows::OverviewPage</name>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>Letzte 7 Tage</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>Letzte 30 Tage</translation>
    </message>
    <message>
        <source>Since the beginning</source>
        <translation>Seit dem Anfang</translation>
    </message>
    <message>
        <source>&amp;Figures of:</source>
        <translation>&amp;Zahlen von:</translation>
    </message>
    <message>
        <source>Caches</source>
        <translation>Caches</translation>
    </message>
    <message>
        <source>Over time</source>
        <translation>Im Zeitverlauf</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>larder::windows::PriceEditor</name>
    <message>
        <source>Amount</source>
        <translation>Betrag</translation>
    </message>
    <message>
        <source>Currency</source>
        <translation>Währung</translation>
    </message>
    <message>
        <source>not told</source>
        <translation>ohne Angabe</translation>
    </message>
</context>
<context>
    <name>larder::windows::ProxyEditor</name>
    <message>
        <source>As the session says</source>
        <translation>Wie die Sitzung es sagt</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keiner</translation>
    </message>
    <message>
        <source>HTTP</source>
        <translation>HTTP</translation>
    </message>
    <message>
        <source>SOCKS 5</source>
        <translation>SOCKS 5</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>Rechner</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>&amp;Host:</source>
        <translation>&amp;Rechner:</translation>
    </message>
    <message>
        <source>Po&amp;rt:</source>
        <translation>P&amp;ort:</translation>
    </message>
    <message>
        <source>Us&amp;er:</source>
        <translation>B&amp;enutzer:</translation>
    </message>
    <message>
        <source>Pass&amp;word:</source>
        <translation>Pass&amp;wort:</translation>
    </message>
</context>
<context>
    <name>larder::windows::Questions</name>
    <message>
        <source>Turn off the cache for %1?</source>
        <translation>Den Cache für %1 ausschalten?</translation>
    </message>
    <message>
        <source>Nobody answers at its address any more: clients that are set to it fail, until it is turned on again or they are set back.

While all caches are paused, clients work as if there were none.</source>
        <translation>Unter seiner Adresse antwortet dann niemand mehr: Clients, die darauf eingestellt sind, scheitern, bis er wieder eingeschaltet ist oder sie zurückgestellt sind.

Solange alle Caches Pause machen, arbeiten Clients, als gäbe es keine.</translation>
    </message>
    <message>
        <source>&amp;Pause All Instead</source>
        <translation>Stattdessen &amp;Pause machen</translation>
    </message>
    <message>
        <source>&amp;Turn Off</source>
        <translation>&amp;Ausschalten</translation>
    </message>
    <message>
        <source>Replace the units of the cache for %1?</source>
        <translation>Die Units des Caches für %1 ersetzen?</translation>
    </message>
    <message>
        <source>These systemd units have its names and are not Larder&apos;s own:
%1

They are stopped, and those in your own folder are moved aside. Then systemd starts Larder&apos;s cache on its first request. “larder undo” brings them back.</source>
        <translation>Diese Units von systemd tragen seine Namen und sind nicht Larders eigene:
%1

Sie werden angehalten, und die in Ihrem eigenen Ordner werden beiseite geräumt. Dann startet systemd Larders Cache bei der ersten Anfrage. „larder undo“ stellt sie wieder her.</translation>
    </message>
    <message>
        <source>&amp;Replace</source>
        <translation>&amp;Ersetzen</translation>
    </message>
</context>
<context>
    <name>larder::windows::Savings</name>
    <message>
        <source>%1 on metered connections, where %2 were saved</source>
        <translation>%1 an getakteten Verbindungen, wo %2 gespart wurden</translation>
    </message>
    <message>
        <source>%1 of it on metered connections</source>
        <translation>davon %1 an getakteten Verbindungen</translation>
    </message>
    <message>
        <source>Saved is what the origins would have sent for these requests, each in the origin&apos;s own compression, less what Larder really fetched over the network. Asking whether something is still current counts as fetched, too.

So the figure is negative at first, or where much was fetched that nobody asked for a second time.

Money is told only for what was saved while the connection was metered, at the price for a gigabyte (1,000,000,000 bytes) that stands in the settings.</source>
        <translation>Gespart ist, was die Ursprünge für diese Anfragen gesendet hätten, jedes in der eigenen Komprimierung des Ursprungs, abzüglich dessen, was Larder wirklich über das Netz geholt hat. Auch die Frage, ob etwas noch aktuell ist, zählt als geholt.

Daher ist die Zahl zuerst negativ, oder wo viel geholt wurde, nach dem niemand ein zweites Mal gefragt hat.

Geld wird nur für das angegeben, was an einer getakteten Verbindung gespart wurde, zu dem Preis für ein Gigabyte (1.000.000.000 Byte), der in den Einstellungen steht.</translation>
    </message>
</context>
<context>
    <name>larder::windows::SavingsBar</name>
    <message>
        <source>What Does &amp;This Mean?</source>
        <translation>&amp;Was bedeutet das?</translation>
    </message>
    <message>
        <source>saved today</source>
        <translation>heute gespart</translation>
    </message>
    <message>
        <source>saved in the last 7 days</source>
        <translation>in den letzten 7 Tagen gespart</translation>
    </message>
    <message>
        <source>saved in all</source>
        <translation>insgesamt gespart</translation>
    </message>
    <message>
        <source>What “Saved” Means</source>
        <translation>Was „gespart“ bedeutet</translation>
    </message>
</context>
<context>
    <name>larder::windows::Series</name>
    <message>
        <source>d MMM</source>
        <extracomment>The form of a day in a year that is known, such as 28 Nov; see QDate::toString().</extracomment>
        <translation>d. MMM</translation>
    </message>
    <message>
        <source>MMM yyyy</source>
        <extracomment>The form of a month, such as Nov 2026; see QDate::toString().</extracomment>
        <translation>MMM yyyy</translation>
    </message>
    <message>
        <source>d MMM, HH:mm</source>
        <extracomment>The form of an hour of a day, such as 28 Nov, 14:00; see QDateTime::toString().</extracomment>
        <translation>d. MMM, HH:mm</translation>
    </message>
    <message>
        <source>ddd d MMM yyyy</source>
        <extracomment>The form of a day, such as Sat 28 Nov 2026; see QDate::toString().</extracomment>
        <translation>ddd d. MMM yyyy</translation>
    </message>
    <message>
        <source>MMMM yyyy</source>
        <extracomment>The form of a month, such as November 2026; see QDate::toString().</extracomment>
        <translation>MMMM yyyy</translation>
    </message>
</context>
<context>
    <name>larder::windows::SeriesModel</name>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
</context>
<context>
    <name>larder::windows::SettingsField</name>
    <message>
        <source>%1 (%2)</source>
        <comment>a setting and its cache</comment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>a setting and a part of it</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>It was changed elsewhere meanwhile.</source>
        <translation>Es wurde inzwischen anderswo geändert.</translation>
    </message>
    <message>
        <source>It was changed elsewhere meanwhile, to “%1”.</source>
        <translation>Es wurde inzwischen anderswo geändert, in „%1“.</translation>
    </message>
    <message>
        <source>It holds when Larder starts next.</source>
        <translation>Es gilt, wenn Larder das nächste Mal startet.</translation>
    </message>
    <message>
        <source>It holds when the cache starts next.</source>
        <translation>Es gilt, wenn der Cache das nächste Mal startet.</translation>
    </message>
</context>
<context>
    <name>larder::windows::SettingsPages</name>
    <message>
        <source>As the session</source>
        <translation>Wie die Sitzung</translation>
    </message>
    <message>
        <source>General</source>
        <translation>Allgemein</translation>
    </message>
    <message>
        <source>&amp;Language:</source>
        <translation>Sp&amp;rache:</translation>
    </message>
    <message>
        <source>&amp;Price of a gigabyte:</source>
        <translation>&amp;Preis eines Gigabytes:</translation>
    </message>
    <message>
        <source>Caches leave &amp;after:</source>
        <translation>&amp;Caches enden nach:</translation>
    </message>
    <message>
        <source> minutes</source>
        <translation> Minuten</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message>
        <source>On demand</source>
        <translation>Auf Abruf</translation>
    </message>
    <message>
        <source>systemd starts the cache on its first request, also while Larder&apos;s icon is not there; the cache leaves when nobody asks any more.</source>
        <translation>systemd startet den Cache bei seiner ersten Anfrage, auch wenn Larders Symbol nicht da ist; der Cache endet, wenn niemand mehr fragt.</translation>
    </message>
    <message>
        <source>While Larder runs</source>
        <translation>Solange Larder läuft</translation>
    </message>
    <message>
        <source>Larder answers itself as long as its icon is there.</source>
        <translation>Larder antwortet selbst, solange sein Symbol da ist.</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>Nobody answers: clients that are set to the cache fail. A pause keeps it open and passes everything through.</source>
        <translation>Niemand antwortet: Clients, die auf den Cache eingestellt sind, scheitern. Eine Pause lässt ihn offen und reicht alles durch.</translation>
    </message>
    <message>
        <source>&amp;Answers:</source>
        <translation>A&amp;ntwortet:</translation>
    </message>
    <message>
        <source>Addresses:</source>
        <translation>Adressen:</translation>
    </message>
    <message>
        <source>&amp;Source:</source>
        <translation>&amp;Quelle:</translation>
    </message>
    <message>
        <source>&amp;Further sources:</source>
        <translation>&amp;Weitere Quellen:</translation>
    </message>
    <message>
        <source>&amp;Limit:</source>
        <translation>&amp;Grenze:</translation>
    </message>
    <message>
        <source>Serve &amp;Yarn 1&apos;s tarballs, too</source>
        <translation>Auch die Tarballs für &amp;Yarn 1 ausliefern</translation>
    </message>
    <message>
        <source>Serve packages without the pl&amp;ugin, too</source>
        <translation>Auch ohne das P&amp;lugin Pakete ausliefern</translation>
    </message>
    <message>
        <source>Caches</source>
        <translation>Caches</translation>
    </message>
    <message>
        <source>Settings of each cache</source>
        <translation>Einstellungen jedes Caches</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Platz</translation>
    </message>
    <message>
        <source>&amp;Keep free:</source>
        <translation>Frei &amp;halten:</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>As the machine is connected</source>
        <translation>Wie der Rechner verbunden ist</translation>
    </message>
    <message>
        <source>On a metered link the network is used only where a request cannot do without it, and without a connection nobody is contacted.</source>
        <translation>An einer getakteten Verbindung wird das Netz nur benutzt, wo eine Anfrage nicht ohne es auskommt, und ohne Verbindung wird niemand kontaktiert.</translation>
    </message>
    <message>
        <source>Always as usual</source>
        <translation>Immer wie üblich</translation>
    </message>
    <message>
        <source>The network is used as usual, whatever the machine says about it.</source>
        <translation>Das Netz wird wie üblich benutzt, was auch immer der Rechner darüber sagt.</translation>
    </message>
    <message>
        <source>As if metered</source>
        <translation>Wie an getakteter Verbindung</translation>
    </message>
    <message>
        <source>The network is used only where a request cannot do without it.</source>
        <translation>Das Netz wird nur benutzt, wo eine Anfrage nicht ohne es auskommt.</translation>
    </message>
    <message>
        <source>Not at all</source>
        <translation>Gar nicht</translation>
    </message>
    <message>
        <source>Nobody is contacted: what is in stock is served, and the rest fails at once.</source>
        <translation>Niemand wird kontaktiert: Was im Vorrat ist, wird ausgeliefert, und der Rest scheitert sofort.</translation>
    </message>
    <message>
        <source>&amp;Use the network:</source>
        <translation>Das Netz ben&amp;utzen:</translation>
    </message>
    <message>
        <source>Pro&amp;xy:</source>
        <translation>Pro&amp;xy:</translation>
    </message>
    <message>
        <source>Allowed &amp;archives:</source>
        <translation>Erlaubte &amp;Archive:</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>Meldungen</translation>
    </message>
    <message>
        <source>Larder tells that:</source>
        <translation>Larder meldet, dass</translation>
    </message>
    <message>
        <source>a cache has &amp;stopped, or its port is taken</source>
        <translation>ein Cache an&amp;gehalten hat oder sein Port belegt ist</translation>
    </message>
    <message>
        <source>the &amp;disk is full, and nothing new can be stored</source>
        <translation>die &amp;Platte voll ist und nichts Neues gespeichert werden kann</translation>
    </message>
    <message>
        <source>an &amp;origin is down, and the stock is served instead</source>
        <translation>ein Urspr&amp;ung ausgefallen ist und aus dem Vorrat ausgeliefert wird</translation>
    </message>
    <message>
        <source>the net&amp;work wants a log-in</source>
        <translation>das &amp;Netz eine Anmeldung verlangt</translation>
    </message>
    <message>
        <source>something was saved on a &amp;metered link, for the first time</source>
        <translation>an einer ge&amp;takteten Verbindung zum ersten Mal gespart wurde</translation>
    </message>
</context>
<context>
    <name>larder::windows::SettingsWindow</name>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>Sets everything on this page to what Larder starts with.</source>
        <translation>Setzt alles auf dieser Seite auf das, womit Larder beginnt.</translation>
    </message>
    <message>
        <source>“%1” on the page “%2” is not right yet.</source>
        <translation>„%1“ auf der Seite „%2“ stimmt noch nicht.</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
</context>
<context>
    <name>larder::windows::StartField</name>
    <message>
        <source>&amp;Start with the session</source>
        <translation>Mit der &amp;Sitzung starten</translation>
    </message>
    <message>
        <source>The session starts the Larder at %1; ticked, it starts this one instead.</source>
        <translation>Die Sitzung startet das Larder unter %1; angehakt, startet sie stattdessen dieses.</translation>
    </message>
    <message>
        <source>%1 is not Larder&apos;s own, and stays as it is.</source>
        <translation>%1 gehört nicht Larder und bleibt, wie es ist.</translation>
    </message>
</context>
<context>
    <name>larder::windows::StatisticsWindow</name>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>&amp;Overview</source>
        <translation>Ü&amp;bersicht</translation>
    </message>
    <message>
        <source>&amp;Activity</source>
        <translation>&amp;Aktivität</translation>
    </message>
    <message>
        <source>&amp;Stock</source>
        <translation>&amp;Vorrat</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>Statistik</translation>
    </message>
</context>
<context>
    <name>larder::windows::Stock</name>
    <message>
        <source>… and %1 more</source>
        <translation>… und %1 weitere</translation>
    </message>
    <message>
        <source>Stopped. Until then: %1</source>
        <translation>Angehalten. Bis dahin: %1</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>In stock: %1</source>
        <translation>Im Vorrat: %1</translation>
    </message>
    <message>
        <source>Found: %1; in stock: %2</source>
        <translation>Gefunden: %1; im Vorrat: %2</translation>
    </message>
    <message>
        <source>Remove from the stock</source>
        <translation>Aus dem Vorrat entfernen</translation>
    </message>
    <message>
        <source>Remove this from the stock?</source>
        <translation>Dies aus dem Vorrat entfernen?</translation>
    </message>
    <message>
        <source>Remove these %1 from the stock?</source>
        <translation>Diese %1 aus dem Vorrat entfernen?</translation>
    </message>
    <message>
        <source>Pinned things are kept until somebody says otherwise.</source>
        <translation>Angeheftetes wird aufgehoben, bis jemand etwas anderes sagt.</translation>
    </message>
    <message>
        <source>This frees %1. What a client asks for later is fetched anew.</source>
        <translation>Das gibt %1 frei. Wonach ein Client später fragt, wird neu geholt.</translation>
    </message>
    <message>
        <source>&amp;Remove it although it is pinned</source>
        <translation>&amp;Entfernen, obwohl es angeheftet ist</translation>
    </message>
    <message>
        <source>&amp;Remove the pinned ones too (%1); this frees %2</source>
        <translation>Auch die &amp;angehefteten entfernen (%1); das gibt %2 frei</translation>
    </message>
    <message>
        <source>Clean up</source>
        <translation>Aufräumen</translation>
    </message>
    <message>
        <source>Nothing in stock has to go. Sweep away what interrupted downloads have left?</source>
        <translation>Nichts im Vorrat muss weichen. Ausfegen, was unterbrochene Downloads hinterlassen haben?</translation>
    </message>
    <message>
        <source>Remove what was unused for longest? That is %1.</source>
        <translation>Entfernen, was am längsten unbenutzt war? Das sind %1.</translation>
    </message>
    <message>
        <source>Removed: %1.</source>
        <translation>Entfernt: %1.</translation>
    </message>
    <message>
        <source>Pinned: %1. It stays until it is unpinned.</source>
        <translation>Angeheftet: %1. Es bleibt, bis es gelöst wird.</translation>
    </message>
    <message>
        <source>No longer pinned: %1.</source>
        <translation>Nicht mehr angeheftet: %1.</translation>
    </message>
    <message>
        <source>Nothing had to be removed.</source>
        <translation>Nichts musste entfernt werden.</translation>
    </message>
    <message>
        <source>Swept away: %1 of leftovers.</source>
        <translation>Ausgefegt: %1 an Überresten.</translation>
    </message>
    <message>
        <source>Stopped before the end.</source>
        <translation>Vor dem Ende angehalten.</translation>
    </message>
    <message>
        <source>The index was damaged or lost and has been made anew.</source>
        <translation>Der Index war beschädigt oder verloren und wurde neu angelegt.</translation>
    </message>
    <message>
        <source>Stopped after %1 %. The next check goes on there.</source>
        <translation>Nach %1 % angehalten. Die nächste Prüfung macht dort weiter.</translation>
    </message>
    <message>
        <source>Checked: %1.</source>
        <translation>Geprüft: %1.</translation>
    </message>
    <message>
        <source>Damaged or missing: %1. It is dropped, and fetched anew when it is asked for.</source>
        <translation>Beschädigt oder verschwunden: %1. Es ist verworfen und wird neu geholt, wenn danach gefragt wird.</translation>
    </message>
    <message>
        <source>Removed, since nothing named it: %1.</source>
        <translation>Entfernt, da nichts es nannte: %1.</translation>
    </message>
    <message>
        <source>Everything is as it should be.</source>
        <translation>Alles ist, wie es sein soll.</translation>
    </message>
    <message>
        <source>Damaged: %1</source>
        <translation>Beschädigt: %1</translation>
    </message>
    <message>
        <source>Missing: %1</source>
        <translation>Verschwunden: %1</translation>
    </message>
</context>
<context>
    <name>larder::windows::StockModel</name>
    <message>
        <source>Pinned</source>
        <translation>Angeheftet</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Cache</source>
        <translation>Cache</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Last used</source>
        <translation>Zuletzt benutzt</translation>
    </message>
    <message>
        <source>Stored</source>
        <translation>Gespeichert</translation>
    </message>
</context>
<context>
    <name>larder::windows::StockPage</name>
    <message>
        <source>Name or pattern, such as nginx*</source>
        <translation>Name oder Muster, etwa nginx*</translation>
    </message>
    <message>
        <source>Find in the stock</source>
        <translation>Im Vorrat suchen</translation>
    </message>
    <message>
        <source>All of these words, anywhere in the name. In a pattern, “*” stands for anything and “?” for one character.</source>
        <translation>Alle diese Wörter, irgendwo im Namen. In einem Muster steht „*“ für alles und „?“ für ein Zeichen.</translation>
    </message>
    <message>
        <source>Cache of the files</source>
        <translation>Cache der Dateien</translation>
    </message>
    <message>
        <source>All caches</source>
        <translation>Alle Caches</translation>
    </message>
    <message>
        <source>Files in stock</source>
        <translation>Dateien im Vorrat</translation>
    </message>
    <message>
        <source>Change of the stock</source>
        <translation>Änderung des Vorrats</translation>
    </message>
    <message>
        <source>Check of the stock</source>
        <translation>Prüfung des Vorrats</translation>
    </message>
    <message>
        <source>&amp;Pin</source>
        <translation>An&amp;heften</translation>
    </message>
    <message>
        <source>Keep it, however long it is unused</source>
        <translation>Aufheben, wie lange es auch unbenutzt ist</translation>
    </message>
    <message>
        <source>&amp;Unpin</source>
        <translation>&amp;Lösen</translation>
    </message>
    <message>
        <source>Let it go when it was unused for longest</source>
        <translation>Weichen lassen, wenn es am längsten unbenutzt war</translation>
    </message>
    <message>
        <source>&amp;Remove…</source>
        <translation>&amp;Entfernen …</translation>
    </message>
    <message>
        <source>Remove it from the stock, after a question</source>
        <translation>Aus dem Vorrat entfernen, nach einer Frage</translation>
    </message>
    <message>
        <source>&amp;Copy Names</source>
        <translation>Namen &amp;kopieren</translation>
    </message>
    <message>
        <source>Chec&amp;k</source>
        <translation>&amp;Prüfen</translation>
    </message>
    <message>
        <source>Read everything in stock and drop what is damaged</source>
        <translation>Alles im Vorrat lesen und verwerfen, was beschädigt ist</translation>
    </message>
    <message>
        <source>C&amp;lean Up…</source>
        <translation>Auf&amp;räumen …</translation>
    </message>
    <message>
        <source>Bring the stock within its limits now, after a question</source>
        <translation>Den Vorrat jetzt in seine Grenzen bringen, nach einer Frage</translation>
    </message>
    <message>
        <source>&amp;Sort by</source>
        <translation>&amp;Sortieren nach</translation>
    </message>
    <message>
        <source>Selected: %1</source>
        <translation>Ausgewählt: %1</translation>
    </message>
    <message>
        <source>The stock cannot be shown</source>
        <translation>Der Vorrat kann nicht gezeigt werden</translation>
    </message>
    <message>
        <source>Check and Repair</source>
        <translation>Prüfen und ausbessern</translation>
    </message>
    <message>
        <source>Nothing in stock yet</source>
        <translation>Noch nichts im Vorrat</translation>
    </message>
    <message>
        <source>What clients fetch through a cache is kept here, and comes from here when it is asked for again.</source>
        <translation>Was Clients über einen Cache holen, wird hier aufgehoben und kommt von hier, wenn wieder danach gefragt wird.</translation>
    </message>
    <message>
        <source>Nothing in stock is like that</source>
        <translation>Nichts im Vorrat ist so</translation>
    </message>
    <message>
        <source>Nothing has all of these words in its name. In a pattern, “*” stands for anything.</source>
        <translation>Nichts hat alle diese Wörter im Namen. In einem Muster steht „*“ für alles.</translation>
    </message>
    <message>
        <source>Show All</source>
        <translation>Alles zeigen</translation>
    </message>
    <message>
        <source>Pinning…</source>
        <translation>Wird angeheftet …</translation>
    </message>
    <message>
        <source>Unpinning…</source>
        <translation>Wird gelöst …</translation>
    </message>
    <message>
        <source>Looking what would go…</source>
        <translation>Sieht nach, was weichen würde …</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>&amp;Entfernen</translation>
    </message>
    <message>
        <source>Removing…</source>
        <translation>Wird entfernt …</translation>
    </message>
    <message>
        <source>Clean &amp;Up</source>
        <translation>&amp;Aufräumen</translation>
    </message>
    <message>
        <source>Cleaning up…</source>
        <translation>Wird aufgeräumt …</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>Wird geprüft …</translation>
    </message>
</context>
<context>
    <name>larder::windows::StockWorkRow</name>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Stop: %1</source>
        <translation>Anhalten: %1</translation>
    </message>
</context>
</TS>
