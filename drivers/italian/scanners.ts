/** See README.md. */
export const scanners: readonly (readonly [en: string, it: string])[] = [
  ["HID POS scanner", "scanner HID POS"],
  ["magnetic card reader", "lettore di carte magnetiche"],
  ["scanner that plays a keyboard", "scanner che fa da tastiera"],
  ["Scanner that plays a keyboard", "Scanner che fa da tastiera"],
  ["scanner", "scanner"],
  ["Serial port", "Porta seriale"],
  ["Serial port ({})", "Porta seriale ({})"],
  [
    "Who is at its other end can't be seen. If it is a scanner, tillside scan-test shows what it sends.",
    "Non si vede che cosa vi è attaccato. Se è uno scanner, tillside scan-test mostra che cosa invia.",
  ],
  ["printer", "stampante"],
  ["serial number {}", "numero di serie {}"],
  ["Scanner on {}", "Scanner su {}"],
  ["Scanner at {}", "Scanner a {}"],
  [
    "No scanner answers at {}. Switch its bridge on, or correct host and port.",
    "Nessuno scanner risponde a {}. Accendere il convertitore, o correggere host e porta.",
  ],
  ["{} was not ready within {} seconds.", "{} non era pronto entro {} secondi."],
  [
    "{} is gone. Check its cable; it is opened again as soon as it is back.",
    "{} non c'è più. Controllare il cavo; appena torna viene riaperto.",
  ],
  [
    "{}: a scan was read, but what takes it has failed.",
    "{}: lettura riuscita, ma il programma che la riceve ha fallito.",
  ],
  ["Dropped {} bytes of a scan: {}", "Scartati {} byte di una lettura: {}"],
  [
    "another scan began before its end. Check the cable.",
    "un'altra lettura è cominciata prima della fine. Controllare il cavo.",
  ],
  ["another scan began before its end.", "un'altra lettura è cominciata prima della fine."],
  [
    "longer than {} bytes. Check the terminator and the baud rate that the scanner is set to.",
    "più lunga di {} byte. Controllare il terminatore e la velocità impostati nello scanner.",
  ],
  ["longer than {} bytes.", "più lunga di {} byte."],
  [
    'it had no terminator. If the scanner is set to send none, set "terminator" to "none".',
    'senza terminatore. Se lo scanner non ne invia, impostare "terminator" a "none".',
  ],
  [
    "its last part did not come. Check the cable and the scanner's radio.",
    "manca l'ultima parte. Controllare il cavo e la radio dello scanner.",
  ],
  [
    "a report of {} bytes that is laid out in another way than this profile's",
    "un report di {} byte composto diversamente da questo profilo",
  ],
  [
    "The scanner sent {}. Its maker's data is needed.",
    "Lo scanner ha inviato {}. Servono i dati del produttore.",
  ],
  ["the character Alt+{} is not known.", "il carattere Alt+{} è sconosciuto."],
  [
    'a key has no such character in the layout "{}". Set "country" to what the scanner is set to.',
    'un tasto non ha questo carattere nella tastiera "{}". Impostare "country" come lo scanner.',
  ],
  [
    "more keys were down than a keyboard can tell. Slow the scanner's inter-key delay down.",
    "più tasti premuti di quanti una tastiera ne dica. Aumentare l'intervallo fra i tasti nello scanner.",
  ],
  [
    "{} lays its reports out in a way this release does not know.",
    "{} compone i report in un modo che questa versione non conosce.",
  ],
  [
    "The card reader sent a report that is no swipe.",
    "Il lettore di carte ha inviato un report che non è una strisciata.",
  ],
  [
    "A reader that plays a keyboard must be switched over to HID, or named as a scanner that plays a keyboard.",
    "Un lettore che fa da tastiera va commutato in HID, o indicato come scanner che fa da tastiera.",
  ],
  [
    'Device {} is read by another scanner of this configuration. Name each by its "path".',
    'Il dispositivo {} è letto da un altro scanner di questa configurazione. Indicare ciascuno con il suo "path".',
  ],
  ["{} is there, but not as a {}. {}", "{} c'è, ma non come {}. {}"],
  [
    "No {} ({}) is plugged in. Plug it in; if it is, {}",
    "Nessun {} ({}) è collegato. Collegarlo; se lo è già, {}",
  ],
  ["No {} is plugged in. Plug it in; if it is, {}", "Nessun {} è collegato. Collegarlo; se lo è già, {}"],
  ["It is listed no more.", "Non è più nell'elenco."],
  [
    "HID devices can't be used: the library {} is missing. Install the package {} (apt-get install {}).",
    "I dispositivi HID non si possono usare: manca la libreria {}. Installare il pacchetto {} (apt-get install {}).",
  ],
  ["that has {}", "che contiene {}"],
  [
    "Device {} may not be opened by this user. On Linux install the udev rule of drivers/scanners/hid/README.md; on Windows another program holds it.",
    "Il dispositivo {} non può essere aperto da questo utente. Su Linux installare la regola udev di drivers/scanners/hid/README.md; su Windows lo tiene un altro programma.",
  ],
  ["Device {} is not there. Plug the scanner in.", "Il dispositivo {} non c'è. Collegare lo scanner."],
  [
    "Device {} is held by another program. Close that program.",
    "Il dispositivo {} è occupato da un altro programma. Chiuderlo.",
  ],
  ["Device {} can't be used: {}", "Il dispositivo {} non si può usare: {}"],
  ["HID may not be opened by this user. {}", "HID non può essere aperto da questo utente. {}"],
  [
    "{} plays a keyboard, and this system lets no program read keyboards. {} to switch it over.",
    "{} fa da tastiera, e questo sistema non lascia leggere le tastiere a nessun programma. {} per commutarlo.",
  ],
  [
    "The POS gets these scans too. {} if it should not.",
    "Anche il POS riceve queste letture. {} se non deve.",
  ],
  [
    'Scan the setting "USB HID POS" or "USB virtual COM" of its manual',
    'Leggere l\'impostazione "USB HID POS" o "USB virtual COM" del suo manuale',
  ],
  [
    'Scan the setting "USB HID POS" or "USB virtual COM" of its manual.',
    'Leggere l\'impostazione "USB HID POS" o "USB virtual COM" del suo manuale.',
  ],
  [
    'Scan the setting "USB HID POS" (also called "HID Bar Code Scanner", "OPOS") of its manual to switch it over.',
    'Leggere l\'impostazione "USB HID POS" (detta anche "HID Bar Code Scanner", "OPOS") del suo manuale per commutarlo.',
  ],
  [
    'It may be set to another mode: see what "tillside devices" says of it.',
    'Può essere impostato in un altro modo: vedere che cosa ne dice "tillside devices".',
  ],
  [
    "It plays a keyboard, which only Linux lets a program read. Better: {}",
    "Fa da tastiera, e solo Linux lascia leggere le tastiere a un programma. Meglio: {}",
  ],
  ["It is in a mode of its maker's own. {}", "È in un modo proprio del suo produttore. {}"],
  [
    'Device {} types into the POS, and this Linux can\'t stop it (it needs kernel 5.11). Set the scanner to "USB HID POS" or "USB virtual COM", or say "shared": true.',
    'Il dispositivo {} scrive nel POS, e questo Linux non può impedirlo (serve il kernel 5.11). Impostare lo scanner in "USB HID POS" o "USB virtual COM", o scrivere "shared": true.',
  ],
  [
    'Device {} types into the POS, and this user may not stop it. Install the udev rule of drivers/scanners/hid/README.md, or say "shared": true.',
    'Il dispositivo {} scrive nel POS, e questo utente non può impedirlo. Installare la regola udev di drivers/scanners/hid/README.md, o scrivere "shared": true.',
  ],
  [
    "Port {} is held by another program. Close that program, or take the {} out of its settings.",
    "La porta {} è occupata da un altro programma. Chiuderlo, o togliere {} dalle sue impostazioni.",
  ],
  [
    "Port {} may not be opened by this user. On Linux add the user to the group dialout.",
    "La porta {} non può essere aperta da questo utente. Su Linux aggiungere l'utente al gruppo dialout.",
  ],
  [
    "Port {} is not there. Plug the scanner in, or correct the path.",
    "La porta {} non c'è. Collegare lo scanner, o correggere il percorso.",
  ],
  [
    "Port {} is not there. Plug the printer in, or correct the path.",
    "La porta {} non c'è. Collegare la stampante, o correggere il percorso.",
  ],
  [
    "Port {} is not a serial port, or does not take this baud rate.",
    "La porta {} non è seriale, o non accetta questa velocità.",
  ],
  ["Port {} cannot be opened: {}", "La porta {} non si apre: {}"],
  [
    'No serial port of a device {} is there. Plug the scanner in; if it is, scan the setting "USB virtual COM" of its manual.',
    "Non c'è una porta seriale del dispositivo {}. Collegare lo scanner; se lo è già, leggere l'impostazione \"USB virtual COM\" del suo manuale.",
  ],
  [
    "A payment card was swiped, and nothing of it kept. Use the payment terminal for it.",
    "È stata strisciata una carta di pagamento: non ne resta nulla. Usare il terminale di pagamento.",
  ],
  [
    "A card was swiped that is none of the chain's. If it is, add its prefix and length to the chain's cards.",
    "È stata strisciata una carta che non è della catena. Se lo è, aggiungere prefisso e lunghezza alle carte della catena.",
  ],
  [
    "A card was swiped that could not be read. Swipe it again, evenly, or clean it.",
    "Una carta strisciata non è leggibile. Strisciarla di nuovo, con passo regolare, o pulirla.",
  ],
  ["The port is closed.", "La porta è chiusa."],
  ["The line has hung up.", "La linea è caduta."],
];
