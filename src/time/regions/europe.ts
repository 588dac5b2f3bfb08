/** Holidays of regions in Europe: what `tables.ts` says of all of them. */
import { fromEaster, onceOn, onDate, onNth, type RegionTable } from './rules.ts';

/** Germany, the holidays of all states. Source: Einigungsvertrag Art. 2 and the holiday acts of the sixteen states. */
export const DE: RegionTable = {
  code: 'DE',
  name: 'Germany (nationwide)',
  utcOffsetMinutes: 60,
  substitution: 'none',
  holidays: [
    onDate('Neujahr', '01-01'),
    fromEaster('Karfreitag', -2),
    fromEaster('Ostermontag', 1),
    onDate('Tag der Arbeit', '05-01'),
    fromEaster('Christi Himmelfahrt', 39),
    fromEaster('Pfingstmontag', 50),
    onDate('Tag der Deutschen Einheit', '10-03'),
    onDate('Erster Weihnachtstag', '12-25'),
    onDate('Zweiter Weihnachtstag', '12-26'),
  ],
};

/** England and Wales. Source: Banking and Financial Dealings Act 1971, Schedule 1, and royal proclamations. */
export const GB: RegionTable = {
  code: 'GB',
  name: 'United Kingdom (England)',
  utcOffsetMinutes: 0,
  substitution: 'next-weekday',
  holidays: [
    onDate("New Year's Day", '01-01'),
    fromEaster('Good Friday', -2),
    fromEaster('Easter Monday', 1),
    onNth('Early May bank holiday', { n: 1, weekday: 'monday', month: 5 }, { movedTo: ['2020-05-08'] }),
    onNth('Spring bank holiday', { n: -1, weekday: 'monday', month: 5 }, { movedTo: ['2022-06-02'] }),
    onNth('Summer bank holiday', { n: -1, weekday: 'monday', month: 8 }),
    onDate('Christmas Day', '12-25'),
    onDate('Boxing Day', '12-26'),
    onceOn('Jubilee, state funeral, coronation', '2022-06-03', '2022-09-19', '2023-05-08'),
  ],
};

/** France. Source: Code du travail, Article L3133-1. */
export const FR: RegionTable = {
  code: 'FR',
  name: 'France',
  utcOffsetMinutes: 60,
  substitution: 'none',
  holidays: [
    onDate("Jour de l'an", '01-01'),
    fromEaster('Lundi de Pâques', 1),
    onDate('Fête du Travail', '05-01'),
    onDate('Victoire 1945', '05-08'),
    fromEaster('Ascension', 39),
    fromEaster('Lundi de Pentecôte', 50),
    onDate('Fête nationale', '07-14'),
    onDate('Assomption', '08-15'),
    onDate('Toussaint', '11-01'),
    onDate('Armistice 1918', '11-11'),
    onDate('Noël', '12-25'),
  ],
};

/** Italy. Source: Legge 260/1949 with Legge 336/2000 and Legge 151/2025 (4 October from 2026). */
export const IT: RegionTable = {
  code: 'IT',
  name: 'Italy',
  utcOffsetMinutes: 60,
  substitution: 'none',
  holidays: [
    onDate('Capodanno', '01-01'),
    onDate('Epifania', '01-06'),
    fromEaster("Lunedì dell'Angelo", 1),
    onDate('Festa della Liberazione', '04-25'),
    onDate('Festa del Lavoro', '05-01'),
    onDate('Festa della Repubblica', '06-02'),
    onDate('Ferragosto', '08-15'),
    onDate("San Francesco d'Assisi", '10-04', { from: 2026 }),
    onDate('Ognissanti', '11-01'),
    onDate('Immacolata Concezione', '12-08'),
    onDate('Natale', '12-25'),
    onDate('Santo Stefano', '12-26'),
  ],
};

/** Spain, the holidays of all communities. Source: Real Decreto 2001/1983, Article 45. */
export const ES: RegionTable = {
  code: 'ES',
  name: 'Spain (national)',
  utcOffsetMinutes: 60,
  substitution: 'none',
  holidays: [
    onDate('Año Nuevo', '01-01'),
    onDate('Epifanía del Señor', '01-06'),
    fromEaster('Viernes Santo', -2),
    onDate('Fiesta del Trabajo', '05-01'),
    onDate('Asunción de la Virgen', '08-15'),
    onDate('Fiesta Nacional de España', '10-12'),
    onDate('Todos los Santos', '11-01'),
    onDate('Día de la Constitución Española', '12-06'),
    onDate('Inmaculada Concepción', '12-08'),
    onDate('Natividad del Señor', '12-25'),
  ],
};
